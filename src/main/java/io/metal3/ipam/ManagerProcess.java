package io.metal3.ipam;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.metal3.ipam.api.Kinds;
import io.metal3.ipam.kube.Clients;
import io.metal3.ipam.kube.ConnectionFactory;
import io.metal3.ipam.kube.RequestPace;
import io.metal3.ipam.leader.LeaderElection;
import io.metal3.ipam.leader.WriteFence;
import io.metal3.ipam.metrics.IpamMetrics;
import io.metal3.ipam.metrics.ManagementServer;
import io.metal3.ipam.metrics.ManagementServer.Answer;
import io.metal3.ipam.metrics.ManagementServer.Request;
import io.metal3.ipam.metrics.Readers;
import io.metal3.ipam.serving.BindAddress;
import io.metal3.ipam.serving.SelfSigned;
import io.metal3.ipam.webhook.AdmissionServer;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that a process of the manager runs, as its flags say: the manager, and what is around it. Start and stop once.
 *
 * <p>Under leader election it lists and watches from the start and serves when it is elected. When it loses the lead it must not be
 * used any more: its client sends no more writes, and it calls whoever made it.
 */
final class ManagerProcess implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(ManagerProcess.class);

    /** For requests that are worth nothing when they are late: the Lease, and who may read metrics. */
    private static final int SIDE_TIMEOUT_MILLIS = 3_000;

    /**
     * How often a request that failed is sent again at once, within a second. A thread waits meanwhile, and whoever looks at many
     * objects that fail would let all others wait; what fails more often is looked at again after a pause, which costs no thread.
     */
    private static final int RETRIES = 3;

    /**
     * How soon a watch that has ended is begun again; the client doubles it with each failure, five times at most. So it never takes
     * more than four seconds to see that the API server is back, where it would take half a minute with the client's own second.
     */
    private static final int WATCH_AGAIN_MILLIS = 125;

    /** How often the folder of the certificate is looked at; cert-manager renews it weeks before it ends. */
    private static final Duration CERTIFICATE_CHECK = Duration.ofSeconds(1);

    private static final String METRICS_PATH = "/metrics";
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Flags flags;
    private final IpamMetrics metrics = new IpamMetrics(Clock.systemUTC());
    private final Deque<ManagementServer> servers = new ArrayDeque<>();
    private final OldGeneration oldGeneration = new OldGeneration();
    private final Runnable lost;
    private final KubernetesClient client;
    private final KubernetesClient sideClient;
    private final Manager manager;
    private final Optional<LeaderElection> election;
    private Optional<AdmissionServer> admission = Optional.empty();
    private final CountDownLatch stopped = new CountDownLatch(1);

    ManagerProcess(Flags flags, Runnable lost) {
        this(flags, config(flags), lost);
    }

    /**
     * Puts the parts together; nothing runs before {@link #start}.
     *
     * @param lost hears that another may lead by now
     */
    ManagerProcess(Flags flags, Config config, Runnable lost) {
        this.flags = flags;
        this.lost = lost;
        sideClient = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withRequestTimeout(SIDE_TIMEOUT_MILLIS)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .withHttpClientFactory(new ConnectionFactory(ConnectionFactory.SILENCE))
                .withKubernetesSerialization(Clients.serialization(List.of(Lease.class)))
                .build();
        election = flags.election().enabled() ? Optional.of(election(config)) : Optional.empty();
        client = client(config, flags.requestLimit(), election);
        manager = new Manager(client, flags.settings(), metrics, metrics.controllers());
        metrics.read(manager::usage, manager::droppedEvents, () -> election.map(LeaderElection::leads).orElse(true));
    }

    /** Returns when all there is has been listed, and claims are being served unless another manager leads. */
    void start() {
        // First: a liveness probe must not wait until a large cluster has been listed.
        flags.health().ifPresent(address -> servers.add(health(address).start()));
        flags.diagnostics().address().ifPresent(address -> servers.add(diagnostics(address).start()));
        manager.list();
        // After a large list two thirds of the heap are what its pages were read from. While it is being read, nearly all of the heap lives.
        oldGeneration.lookAfter();
        // Standing by too: whichever of several managers is asked can answer.
        admission = admission(flags.settings().webhook());
        election.ifPresentOrElse(LeaderElection::start, this::serveAlone);
    }

    private void serveAlone() {
        LOGGER.info("Serving without leader election: no other manager may do so at the same time, unless all have --leader-elect");
        manager.serve();
    }

    /** The ports that are listened at: first that of health, then that of diagnostics, as far as there are any. */
    List<Integer> ports() {
        return servers.stream().map(ManagementServer::port).toList();
    }

    void awaitStop() throws InterruptedException {
        stopped.await();
    }

    private Optional<AdmissionServer> admission(Settings.Webhook webhook) {
        if (webhook.port() == 0) {
            LOGGER.info("Admission is off: --webhook-port is 0");
            return Optional.empty();
        }
        return AdmissionServer.startIfCertified(
                manager.admission(),
                new AdmissionServer.Options(
                        webhook.port(),
                        webhook.certificates(),
                        webhook.tls().protocols(),
                        webhook.tls().cipherSuites(),
                        CERTIFICATE_CHECK));
    }

    @Override
    public void close() {
        admission.ifPresent(AdmissionServer::close);
        servers.forEach(ManagementServer::close);
        manager.close();
        // Last: nothing is in work any more that could write.
        election.ifPresent(LeaderElection::close);
        client.close();
        sideClient.close();
        metrics.close();
        oldGeneration.close();
        stopped.countDown();
    }

    /** Ready means that everything is known; who stands by is ready too, so that a rolling update goes on. */
    private ManagementServer health(BindAddress address) {
        return ManagementServer.http(address)
                .answer("/healthz", request -> Answer.ok("ok"))
                .answer("/readyz", request -> manager.isReady()
                        ? Answer.ok("ok")
                        : Answer.text(HttpURLConnection.HTTP_UNAVAILABLE, "not every kind of object has been listed\n"));
    }

    private ManagementServer diagnostics(BindAddress address) {
        var diagnostics = flags.diagnostics();
        Function<Request, Answer> text =
                request -> new Answer(HttpURLConnection.HTTP_OK, METRICS_TYPE, metrics.text());
        if (diagnostics.insecure()) {
            return ManagementServer.http(address).answer(METRICS_PATH, text);
        }
        var tls = diagnostics.tls();
        return ManagementServer.https(address, SelfSigned.context("localhost", tls.cipherSuites()), tls)
                .answer(METRICS_PATH, new Readers(sideClient).only(text));
    }

    private LeaderElection election(Config config) {
        var wanted = flags.election();
        var namespace = Objects.requireNonNullElse(
                wanted.namespace(), Objects.requireNonNullElse(config.getNamespace(), "default"));
        var identity = Objects.requireNonNullElse(System.getenv("HOSTNAME"), "manager") + "_" + UUID.randomUUID();
        var terms = new LeaderElection.Terms(wanted.lease(), wanted.renewDeadline(), wanted.retryPeriod());
        return new LeaderElection(sideClient, namespace, identity, terms, new Leading());
    }

    private static Config config(Flags flags) {
        var file = flags.kubeconfig();
        return file == null ? Config.autoConfigure(null) : Config.fromKubeconfig(file.toFile());
    }

    private static KubernetesClient client(
            Config config, Flags.RequestLimit limit, Optional<LeaderElection> election) {
        Map<String, Interceptor> interceptors = new LinkedHashMap<>();
        if (limit.perSecond() > 0) {
            interceptors.put("pace", new RequestPace(limit.perSecond(), limit.burst()));
        }
        // After the pace: what had to wait asks when its turn has come.
        election.ifPresent(e -> interceptors.put("write-fence", new WriteFence(e::leads)));
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withRequestRetryBackoffLimit(RETRIES)
                        .withWatchReconnectInterval(WATCH_AGAIN_MILLIS)
                        .build())
                .withHttpClientFactory(new ConnectionFactory(ConnectionFactory.SILENCE))
                .withKubernetesSerialization(Clients.serialization(Kinds.ALL))
                .withHttpClientBuilderConsumer(http -> interceptors.forEach(http::addOrReplaceInterceptor))
                .build();
    }

    private final class Leading implements LeaderElection.Listener {
        @Override
        public void elected() {
            try {
                manager.catchUp();
            } catch (RuntimeException e) {
                // What it would have shown is guarded by the names of the objects; waiting would serve nobody.
                LOGGER.warn("What another manager did last could not be read", e);
            }
            manager.serve();
        }

        @Override
        public void lost() {
            lost.run();
        }
    }
}
