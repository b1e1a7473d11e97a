package io.metal3.ipam.testing;

import io.fabric8.kubernetes.api.model.Condition;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPClaimStatus;
import java.util.List;
import org.assertj.core.api.Assertions;

/** What can be said of a claim. */
public final class ClaimAssert extends ObjectAssert<ClaimAssert, IPClaim> {

    ClaimAssert(IPClaim actual) {
        super(actual, ClaimAssert.class);
    }

    /** It has its IPAddress, and tells so in every way: reference, condition, and no error. */
    public ClaimAssert isBoundTo(String address) {
        var status = status();
        Assertions.assertThat(status.address()).as("address in the status of %s: %s", descriptionText(), status).isNotNull();
        Assertions.assertThat(status.address()).as(descriptionText()).satisfies(reference -> {
            Assertions.assertThat(reference.getName()).isEqualTo(address);
            Assertions.assertThat(reference.getNamespace()).isEqualTo(actual.getMetadata().getNamespace());
        });
        Assertions.assertThat(status.errorMessage()).as("errorMessage of %s", descriptionText()).isNull();
        hasCondition(status.conditions(), "True", "Ready");
        return this;
    }

    /** It has no address, and clients are told of a failure. */
    public ClaimAssert isRefused(String reason) {
        hasNoAddress().isNotReady(reason);
        Assertions.assertThat(status().errorMessage())
                .as("errorMessage of %s", descriptionText())
                .isEqualTo(condition().getMessage())
                .isNotBlank();
        return this;
    }

    /** It has no address yet, and that is no failure. */
    public ClaimAssert isWaiting(String reason) {
        hasNoAddress().isNotReady(reason);
        Assertions.assertThat(status().errorMessage()).as("errorMessage of %s", descriptionText()).isNull();
        return this;
    }

    public ClaimAssert isNotReady(String reason) {
        hasCondition(status().conditions(), "False", reason);
        return this;
    }

    public ClaimAssert hasNoAddress() {
        Assertions.assertThat(status().address()).as("address of %s", descriptionText()).isNull();
        return this;
    }

    /** What the Ready condition says to people. */
    public ClaimAssert says(String... parts) {
        Assertions.assertThat(condition().getMessage()).as("message of %s", descriptionText()).contains(parts);
        return this;
    }

    /** Nobody has told it anything. */
    public ClaimAssert hasNoStatus() {
        Assertions.assertThat(status()).as("status of %s", descriptionText()).isEqualTo(empty());
        return this;
    }

    private IPClaimStatus status() {
        var status = actual.getStatus();
        return status == null ? empty() : status;
    }

    private Condition condition() {
        Assertions.assertThat(status().conditions()).as("conditions of %s", descriptionText()).isNotEmpty();
        return status().conditions().getFirst();
    }

    private static IPClaimStatus empty() {
        return new IPClaimStatus(null, null, List.of());
    }
}
