/**
 * A Kubernetes API server for tests, the quickstart, benchmarks and fault tests.
 *
 * <p>{@link io.metal3.ipam.controlplane.ControlPlanes#open} takes the first of these ways that works, and logs which one
 * and why the ones before it were passed over:
 *
 * <ol>
 *   <li>an existing cluster, named by {@code -Dcontrolplane.kubeconfig=FILE}: an order, so nothing else is tried then;
 *   <li>kube-apiserver and etcd on disk, in {@code KUBEBUILDER_ASSETS} or in the user's cache folder;
 *   <li>k3s in a container, where an engine is there and can pull;
 *   <li>the binaries that setup-envtest downloads, where their hosts can be reached;
 *   <li>{@code go build} from the modules in {@code src/test/resources/controlplane}, once per machine. Not for the
 *       quickstart, which must answer within a minute.
 * </ol>
 *
 * <p>{@code -Dcontrolplane.way=binaries-on-disk} (or {@code container}, {@code go-build}, {@code in-jvm} and so on) takes
 * that way or none.
 *
 * <p>The quickstart ends with a sixth, fabric8's mock server in this JVM, which is no real API server and says so. Tests
 * never do: what they prove, they prove on a real one, or they fail with a sentence that says what is missing.
 *
 * <p>Ways 2, 4 and 5 end in {@link io.metal3.ipam.controlplane.LocalControlPlane}: etcd and kube-apiserver as child
 * processes on loopback. Reading order: ControlPlane, ControlPlanes, Plan, LocalControlPlane, then the ways.
 */
@NullMarked
package io.metal3.ipam.controlplane;

import org.jspecify.annotations.NullMarked;
