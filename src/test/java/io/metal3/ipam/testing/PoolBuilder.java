package io.metal3.ipam.testing;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.api.v1alpha1.IPPoolSpec;
import io.metal3.ipam.api.v1alpha1.PoolRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An IPPool, piece by piece. */
public final class PoolBuilder implements Blueprint<IPPool> {

    private final ObjectMetaBuilder metadata = new ObjectMetaBuilder();
    private final List<PoolRange> ranges = new ArrayList<>();
    private final Map<String, String> preAllocations = new LinkedHashMap<>();
    private String namePrefix;
    private List<String> dnsServers = List.of();
    private @Nullable String clusterName;
    private @Nullable Integer prefix;
    private @Nullable String gateway;
    private @Nullable String strategy;

    PoolBuilder(String name) {
        metadata.withName(name);
        namePrefix = name;
    }

    public PoolBuilder namePrefix(String prefix) {
        namePrefix = prefix;
        return this;
    }

    public PoolBuilder range(String start, @Nullable String end) {
        return range(new PoolRange(start, end, null, null, null, List.of()));
    }

    public PoolBuilder range(String start, String end, int prefix, String gateway) {
        return range(new PoolRange(start, end, null, prefix, gateway, List.of()));
    }

    public PoolBuilder subnet(String subnet) {
        return range(new PoolRange(null, null, subnet, null, null, List.of()));
    }

    public PoolBuilder range(PoolRange range) {
        ranges.add(range);
        return this;
    }

    public PoolBuilder prefix(int length) {
        prefix = length;
        return this;
    }

    public PoolBuilder gateway(String address) {
        gateway = address;
        return this;
    }

    public PoolBuilder dnsServers(String... addresses) {
        dnsServers = List.of(addresses);
        return this;
    }

    public PoolBuilder preAllocation(String claim, String address) {
        preAllocations.put(claim, address);
        return this;
    }

    public PoolBuilder random() {
        strategy = "random";
        return this;
    }

    public PoolBuilder cluster(String name) {
        clusterName = name;
        return this;
    }

    public PoolBuilder paused() {
        return annotated("cluster.x-k8s.io/paused", "");
    }

    public PoolBuilder annotated(String key, String value) {
        metadata.addToAnnotations(key, value);
        return this;
    }

    @Override
    public Kind<IPPool> kind() {
        return Kind.POOL;
    }

    public IPPoolSpec spec() {
        return new IPPoolSpec(
                clusterName, namePrefix, List.copyOf(ranges), prefix, gateway, dnsServers, preAllocations, strategy);
    }

    @Override
    public IPPool in(String namespace) {
        var pool = new IPPool();
        pool.setMetadata(metadata.withNamespace(namespace).build());
        pool.setSpec(spec());
        return pool;
    }
}
