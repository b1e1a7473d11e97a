package io.metal3.ipam.controlplane;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides which ways to a control plane are worth trying, and why the others are not. */
final class Plan {

    /** One way in its turn. */
    sealed interface Step {
        Way way();
    }

    /** The way may work. */
    record Try(Way way) implements Step {}

    /** The way cannot work, or is not wanted. */
    record Pass(Way way, String why) implements Step {}

    private Plan() {}

    /** Every way once, in order. */
    static List<Step> of(Purpose purpose, Environment environment) {
        return Stream.of(Way.values()).map(way -> step(way, purpose, environment)).toList();
    }

    /** The same without every way but this one; the purpose still has its say. */
    static List<Step> only(Way wanted, List<Step> plan) {
        return plan.stream()
                .map(step -> step.way() == wanted ? step : new Pass(step.way(), "-Dcontrolplane.way asks for " + wanted))
                .toList();
    }

    private static Step step(Way way, Purpose purpose, Environment environment) {
        String why = whyNot(way, purpose, environment);
        return why == null ? new Try(way) : new Pass(way, why);
    }

    private static @Nullable String whyNot(Way way, Purpose purpose, Environment environment) {
        if (environment.kubeconfig() != null && way != Way.EXISTING_CLUSTER) {
            return "an existing cluster was named, so nothing else will do";
        }
        return switch (way) {
            case EXISTING_CLUSTER ->
                environment.kubeconfig() == null ? "-Dcontrolplane.kubeconfig=FILE names none" : null;
            case BINARIES_ON_DISK ->
                environment.found() == null ? "no kube-apiserver with etcd in " + listed(environment.searched()) : null;
            case CONTAINER ->
                environment.containerEngine() ? null : "no container engine: neither DOCKER_HOST nor a socket of one";
            case PREBUILT -> null;
            case GO_BUILD -> whyNotBuild(purpose, environment);
            case IN_JVM -> purpose == Purpose.QUICKSTART ? null : "a test takes no mock for an API server";
        };
    }

    private static @Nullable String whyNotBuild(Purpose purpose, Environment environment) {
        if (purpose == Purpose.QUICKSTART) {
            return "the first build takes minutes, which a quickstart has not";
        }
        return environment.goNeeded().whyNotBuiltBy(environment.go());
    }

    private static String listed(List<Path> folders) {
        return folders.stream().map(Path::toString).collect(Collectors.joining(", nor in "));
    }
}
