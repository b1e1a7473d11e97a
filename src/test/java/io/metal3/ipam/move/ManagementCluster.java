package io.metal3.ipam.move;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.metal3.ipam.controlplane.ControlPlane;
import io.metal3.ipam.controlplane.ControlPlanes;
import io.metal3.ipam.controlplane.Purpose;
import io.metal3.ipam.testing.RunningManager;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.TestNamespace;
import io.metal3.ipam.webhook.RegisteredAdmission;
import java.nio.file.Path;

/**
 * One side of a move: an API server with its garbage collector, the kinds as {@code clusterctl init} leaves them, and our manager
 * under its shipped role, with its webhooks.
 */
final class ManagementCluster implements AutoCloseable {

    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final ControlPlane plane;
    private final Site site;
    private final RunningManager manager;
    private final RegisteredAdmission admission;

    private ManagementCluster(ControlPlane plane) {
        this.plane = plane;
        site = Site.on(plane);
        plane.installCrds(Path.of("src", "test", "resources", "move"));
        labelAsClusterctlInitDoes();
        // It sees a kind that is younger than itself only after a while.
        plane.startControllers();
        manager = site.manager();
        admission = RegisteredAdmission.of(manager.admission(), site);
    }

    static ManagementCluster start() {
        return new ManagementCluster(ControlPlanes.open(Purpose.TEST));
    }

    Path kubeconfig() {
        return plane.kubeconfig();
    }

    /** Where nothing has been yet. */
    TestNamespace freshNamespace() {
        return site.namespace();
    }

    TestNamespace namespace(String name) {
        return site.namespace(name);
    }

    @Override
    public void close() {
        admission.close();
        manager.close();
        site.close();
        plane.close();
    }

    /** It labels all that it installs, and looks at no kind without that label. */
    private void labelAsClusterctlInitDoes() {
        var definitions = site.admin().apiextensions().v1().customResourceDefinitions();
        definitions.list().getItems().forEach(definition -> definitions
                .withName(definition.getMetadata().getName())
                .patch(MERGE, "{\"metadata\": {\"labels\": {\"clusterctl.cluster.x-k8s.io\": \"\"}}}"));
    }
}
