package io.metal3.ipam.controlplane;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.metal3.ipam.kube.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class InJvmDispatcherTest {

    private static final PatchContext JSON = PatchContext.of(PatchType.JSON);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final InJvmControlPlane plane = InJvmControlPlane.start();
    private final KubernetesClient client =
            new KubernetesClientBuilder().withConfig(plane.adminConfig()).build();
    private ConfigMap object = new ConfigMap();

    @BeforeEach
    void makeAnObject() {
        object = client.resource(wanted()).create();
    }

    @AfterEach
    void close() {
        client.close();
        plane.close();
    }

    @Test
    void tellsThatANameIsTakenAsAnApiServerDoes() {
        assertThat(refusalOf(() -> client.resource(wanted()).create())).isEqualTo(Refusal.ALREADY_EXISTS);
    }

    @Test
    void hasAKindAsSoonAsItIsDefined() {
        plane.installCrds(Path.of("crds", "ipam.metal3.io_ippools.yaml"));

        var definition = client.apiextensions().v1().customResourceDefinitions().withName("ippools.ipam.metal3.io").get();
        assertThat(definition.getStatus().getConditions())
                .singleElement()
                .returns("Established", CustomResourceDefinitionCondition::getType)
                .returns("True", CustomResourceDefinitionCondition::getStatus);
    }

    @Test
    void patchesOnlyWhatPassesTheTest() {
        assertThat(failureOf(() -> at().patch(JSON, testUid("other"))).getCode()).isEqualTo(422);
        assertThat(at().patch(JSON, testUid(object.getMetadata().getUid())).getData()).containsEntry("k", "v");
    }

    @Test
    void mergesOnlyIntoTheObjectThatIsMeant() {
        assertThat(refusalOf(() -> at().patch(MERGE, "{\"metadata\": {\"uid\": \"other\"}}"))).isEqualTo(Refusal.CHANGED);
        assertThat(refusalOf(() -> at().patch(MERGE, "{\"metadata\": {\"resourceVersion\": \"999\"}}")))
                .isEqualTo(Refusal.CHANGED);
        assertThat(at().patch(MERGE, "{\"data\": {\"k\": \"v\"}}").getData()).containsEntry("k", "v");
    }

    @Test
    void deletesOnlyTheVersionThatIsMeant() {
        assertThat(refusalOf(() -> at().lockResourceVersion("999").delete())).isEqualTo(Refusal.CHANGED);
        at().lockResourceVersion(object.getMetadata().getResourceVersion()).delete();
        assertThat(at().get().isMarkedForDeletion()).isTrue();
    }

    @Test
    void showsAnObjectOnceMoreWhenItsLastFinalizerGoes() {
        at().delete();

        assertThat(at().patch(JSON, "[{\"op\": \"remove\", \"path\": \"/metadata/finalizers\"}]")).isNotNull();
        assertThat(at().get()).isNull();
    }

    @Test
    void makesTheTablesThatKubectlPrints() throws IOException, InterruptedException {
        plane.installCrds(Path.of("crds"));
        client.load(new ByteArrayInputStream(
                        """
                        apiVersion: ipam.metal3.io/v1alpha1
                        kind: IPClaim
                        metadata: {name: a, namespace: default}
                        spec: {pool: {name: pool1}}
                        """
                                .getBytes(StandardCharsets.UTF_8)))
                .create();

        assertThat(asTable("/apis/ipam.metal3.io/v1alpha1/namespaces/default/ipclaims"))
                .contains("\"name\":\"Pool\"")
                .contains("\"cells\":[\"a\",\"pool1\",null");
    }

    private static ConfigMap wanted() {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("object")
                .withFinalizers("test/keep")
                .endMetadata()
                .build();
    }

    private Resource<ConfigMap> at() {
        return client.configMaps().inNamespace("default").withName("object");
    }

    private static String testUid(String uid) {
        return "[{\"op\": \"test\", \"path\": \"/metadata/uid\", \"value\": \"" + uid
                + "\"}, {\"op\": \"add\", \"path\": \"/data\", \"value\": {\"k\": \"v\"}}]";
    }

    private static Refusal refusalOf(ThrowingCallable call) {
        return Refusal.of(failureOf(call));
    }

    private static KubernetesClientException failureOf(ThrowingCallable call) {
        return catchThrowableOfType(KubernetesClientException.class, call);
    }

    private String asTable(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(plane.adminConfig().getMasterUrl()).resolve(path))
                .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
