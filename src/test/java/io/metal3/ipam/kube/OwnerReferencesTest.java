package io.metal3.ipam.kube;

import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OwnerReferencesTest {

    @Test
    void takesTheNewUidOfAnOwnerThatWasMadeAgain() {
        var old = OwnerReferences.to("cluster.x-k8s.io/v1beta1", "Cluster", "c", "uid-1");
        var fresh = OwnerReferences.to("cluster.x-k8s.io/v1beta2", "Cluster", "c", "uid-2");

        assertThat(OwnerReferences.with(List.of(old), fresh)).containsExactly(fresh);
    }

    @Test
    void leavesTheListAsItIsWhenTheOwnerIsInIt() {
        var owners = List.of(OwnerReferences.to("cluster.x-k8s.io/v1beta1", "Cluster", "c", "uid-1"));

        assertThat(OwnerReferences.with(owners, OwnerReferences.to("cluster.x-k8s.io/v1beta2", "Cluster", "c", "uid-1")))
                .isSameAs(owners);
    }

    @Test
    void keepsOwnersOfOtherGroupsAndNames() {
        var other = OwnerReferences.to("example.com/v1", "Cluster", "c", "uid-1");
        var fresh = OwnerReferences.to("cluster.x-k8s.io/v1beta2", "Cluster", "c", "uid-2");

        assertThat(OwnerReferences.with(List.of(other), fresh)).containsExactly(other, fresh);
    }
}
