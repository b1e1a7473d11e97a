package io.metal3.ipam;

import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.metal3.ipam.Flags.Parsed;
import io.metal3.ipam.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A manager's process in this JVM, under the shipped roles. */
final class TestProcess implements AutoCloseable {

    static final String USER = "system:serviceaccount:ipam-system:ipam-manager";

    private final ManagerProcess process;
    private final AtomicBoolean lost = new AtomicBoolean();
    private boolean closed;

    private TestProcess(ManagerProcess process) {
        this.process = process;
    }

    /** Listening where the system chooses, and to these flags. */
    static TestProcess start(Site site, String... flags) {
        var arguments = new ArrayList<>(List.of("--webhook-port=0", "--health-addr=127.0.0.1:0", "--diagnostics-address=127.0.0.1:0"));
        arguments.addAll(List.of(flags));
        var parsed = (Parsed.Run) Flags.parse(arguments.toArray(String[]::new));
        var holder = new ArrayList<TestProcess>();
        var process = new ManagerProcess(
                parsed.flags(), site.plane().configFor(USER), () -> holder.forEach(p -> p.lost.set(true)));
        var result = new TestProcess(process);
        holder.add(result);
        process.start();
        return result;
    }

    /** Lets the manager's user use Leases in the namespace, as the shipped role says. */
    static void grantLeases(Site site, String namespace) throws IOException {
        var role = site.admin()
                .getKubernetesSerialization()
                .unmarshal(Files.readString(Path.of("config", "rbac", "leader_election_role.yaml")), Role.class);
        role.getMetadata().setNamespace(namespace);
        site.admin().resource(role).create();
        site.admin()
                .resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("leader-election")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", role.getMetadata().getName())
                        .addNewSubject("rbac.authorization.k8s.io", "User", USER, null)
                        .build())
                .create();
    }

    ManagerProcess process() {
        return process;
    }

    boolean hasLost() {
        return lost.get();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            process.close();
        }
    }
}
