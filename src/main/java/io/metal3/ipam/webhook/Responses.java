package io.metal3.ipam.webhook;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponseBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.metal3.ipam.kube.JsonPatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** The answers to a review. A list that nobody would read to its end is cut short. */
final class Responses {

    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private static final int UNPROCESSABLE = 422;
    private static final int MAX_WARNINGS = 16;
    private static final int MAX_ERRORS = 16;

    private Responses() {}

    static AdmissionResponse allowed(List<String> warnings) {
        return new AdmissionResponseBuilder()
                .withAllowed(true)
                .withWarnings(cut(warnings, MAX_WARNINGS))
                .build();
    }

    static AdmissionResponse patched(JsonPatch patch) {
        var text = patch.text(JSON).getBytes(StandardCharsets.UTF_8);
        return new AdmissionResponseBuilder()
                .withAllowed(true)
                .withPatchType("JSONPatch")
                .withPatch(Base64.getEncoder().encodeToString(text))
                .build();
    }

    /** As the API server itself refuses an object: reason Invalid, a cause for each field. */
    static AdmissionResponse denied(Class<? extends HasMetadata> type, String name, Verdict verdict) {
        var kind = HasMetadata.getKind(type);
        var errors = cut(verdict.errors().stream().map(FieldError::toString).toList(), MAX_ERRORS);
        var causes = verdict.errors().stream()
                .limit(MAX_ERRORS)
                .map(e -> new StatusCause(e.path(), e.message(), "FieldValueInvalid"))
                .collect(Collectors.toList());
        var status = new StatusBuilder()
                .withStatus("Failure")
                .withCode(UNPROCESSABLE)
                .withReason("Invalid")
                .withMessage(kind + " " + name + " is invalid: " + String.join("; ", errors))
                .withNewDetails()
                .withGroup(HasMetadata.getGroup(type))
                .withKind(kind)
                .withName(name)
                .withCauses(causes)
                .endDetails()
                .build();
        return new AdmissionResponseBuilder()
                .withAllowed(false)
                .withStatus(status)
                .withWarnings(cut(verdict.warnings(), MAX_WARNINGS))
                .build();
    }

    private static List<String> cut(List<String> texts, int most) {
        if (texts.size() <= most) {
            return texts;
        }
        var result = new ArrayList<>(texts.subList(0, most));
        result.add("and " + (texts.size() - most) + " more");
        return result;
    }
}
