package io.metal3.ipam.odd;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.metal3.ipam.Manager;
import io.metal3.ipam.Settings;
import io.metal3.ipam.api.Kinds;
import io.metal3.ipam.kube.Clients;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A manager of all namespaces of whom is ever down what it asks, what it looks at and what it complains of. */
final class ObservedManager implements AutoCloseable {

    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> ever = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> looks = new ConcurrentHashMap<>();
    private final List<String> stackTraces = new CopyOnWriteArrayList<>();
    private final StackTraces appender = new StackTraces();
    private final KubernetesClient client;
    private final Manager manager;

    /** Of requests that may take long: what is large takes an API server seconds to check, and on a busy machine many. */
    ObservedManager(Config config, int timeoutMillis) {
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config).withRequestTimeout(timeoutMillis).build())
                .withKubernetesSerialization(Clients.serialization(Kinds.ALL))
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("requests", new Requests()))
                .build();
        manager = new Manager(client, Settings.defaults(), (claim, outcome) -> {}, new Looks());
        appender.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        appender.start();
        root().addAppender(appender);
        manager.start();
    }

    /** Method and path of each request that is no watch, and how often it was sent lately. */
    Map<String, Integer> requests() {
        return counts(requests);
    }

    /** Controller, namespace and name of each object, and how often it was looked at lately. */
    Map<String, Integer> looks() {
        return counts(looks);
    }

    /** What was logged with a stack trace. */
    List<String> stackTraces() {
        return stackTraces;
    }

    /** How often a request of this method was ever sent to this path. */
    int sent(String method, String path) {
        var count = ever.get(method + " " + path);
        return count == null ? 0 : count.get();
    }

    /** What {@link #requests} and {@link #looks} have counted counts no more. */
    void forget() {
        requests.clear();
        looks.clear();
    }

    boolean isReady() {
        return manager.isReady();
    }

    @Override
    public void close() {
        root().detachAppender(appender);
        manager.close();
        client.close();
    }

    private static Map<String, Integer> counts(Map<String, AtomicInteger> counters) {
        var result = new TreeMap<String, Integer>();
        counters.forEach((key, count) -> result.put(key, count.get()));
        return result;
    }

    private static void count(Map<String, AtomicInteger> counters, String key) {
        counters.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet();
    }

    private static ch.qos.logback.classic.Logger root() {
        return (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    private final class Requests implements Interceptor {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            if (!String.valueOf(request.uri().getQuery()).contains("watch=true")) {
                count(requests, request.method() + " " + request.uri().getPath());
                count(ever, request.method() + " " + request.uri().getPath());
            }
        }
    }

    private final class Looks implements Metrics {
        @Override
        public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
            var id = execution.resourceID();
            count(looks, execution.controllerName() + " " + id.getNamespace().orElse("") + "/" + id.getName());
            return execution.execute();
        }
    }

    private final class StackTraces extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getThrowableProxy() != null && event.getLevel().isGreaterOrEqual(Level.INFO)) {
                stackTraces.add(event.getLoggerName() + ": " + event.getFormattedMessage() + ": "
                        + event.getThrowableProxy().getClassName() + ": "
                        + event.getThrowableProxy().getMessage());
            }
        }
    }
}
