package io.metal3.ipam.leader;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.function.BooleanSupplier;

/**
 * Lets a client write only while its owner leads. Asked before each try of a request: one that was begun before the lead was lost
 * is not tried again after. Thread-safe.
 */
public final class WriteFence implements Interceptor {

    private final BooleanSupplier leads;

    public WriteFence(BooleanSupplier leads) {
        this.leads = leads;
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (!"GET".equals(request.method()) && !leads.getAsBoolean()) {
            throw new KubernetesClientException("Not sent, because another manager may lead by now: " + request.method() + " " + request.uri());
        }
    }
}
