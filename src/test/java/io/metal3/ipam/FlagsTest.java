package io.metal3.ipam;

import io.metal3.ipam.Flags.Log.Format;
import io.metal3.ipam.Flags.Parsed;
import io.metal3.ipam.serving.BindAddress;
import io.metal3.ipam.serving.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Pins every flag: all defaults in one test, every flag set in another. */
class FlagsTest {

    @Test
    void hasTheseDefaults() {
        assertThat(run())
                .isEqualTo(new Flags(
                        new Settings(
                                null,
                                null,
                                32,
                                Duration.ofSeconds(1),
                                10_000,
                                new Settings.Webhook(
                                        9443,
                                        Path.of("/tmp/k8s-webhook-server/serving-certs/"),
                                        new TlsSettings(List.of("TLSv1.2", "TLSv1.3"), List.of())),
                                false),
                        null,
                        new Flags.RequestLimit(0, 30),
                        new Flags.Election(
                                false, null, Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2)),
                        Optional.of(new BindAddress(null, 9440)),
                        new Flags.Diagnostics(
                                Optional.of(new BindAddress(null, 8443)),
                                false,
                                new TlsSettings(List.of("TLSv1.2", "TLSv1.3"), List.of())),
                        new Flags.Log(Format.TEXT, 0)));
        assertThat(run().settings()).isEqualTo(Settings.defaults());
    }

    @Test
    void takesEveryFlag(@TempDir Path folder) throws IOException {
        var kubeconfig = Files.writeString(folder.resolve("config"), "");
        var tls = new TlsSettings(
                List.of("TLSv1.3"),
                List.of(
                        "TLS_AES_128_GCM_SHA256",
                        "TLS_AES_256_GCM_SHA384",
                        "TLS_CHACHA20_POLY1305_SHA256",
                        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"));

        var flags = run(
                "--kubeconfig=" + kubeconfig,
                "--namespace=metal",
                "--watch-filter=blue",
                "--leader-elect",
                "--leader-election-namespace=home",
                "--leader-elect-lease-duration=1m30s",
                "--leader-elect-renew-deadline=1m",
                "--leader-elect-retry-period=500ms",
                "--health-addr=127.0.0.1:0",
                "--diagnostics-address=[::1]:8444",
                "--insecure-diagnostics=true",
                "--webhook-port=0",
                "--webhook-cert-dir=/certs",
                "--tls-min-version=VersionTLS13",
                "--tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
                "--ippool-concurrency=5",
                "--kube-api-qps=12.5",
                "--kube-api-burst=3",
                "--max-status-indexes=7",
                "--logging-format=json",
                "-v=4");

        assertThat(flags)
                .isEqualTo(new Flags(
                        new Settings(
                                "metal",
                                "blue",
                                5,
                                Duration.ofSeconds(1),
                                7,
                                new Settings.Webhook(0, Path.of("/certs"), tls),
                                true),
                        kubeconfig,
                        new Flags.RequestLimit(12.5, 3),
                        new Flags.Election(
                                true, "home", Duration.ofSeconds(90), Duration.ofMinutes(1), Duration.ofMillis(500)),
                        Optional.of(new BindAddress("127.0.0.1", 0)),
                        new Flags.Diagnostics(Optional.of(new BindAddress("::1", 8444)), true, tls),
                        new Flags.Log(Format.JSON, 4)));
    }

    @Test
    void takesWhatMeansNothingHere() {
        assertThat(run(
                        "--sync-period=15m",
                        "--vmodule=a=1",
                        "--log-flush-frequency=5s",
                        "--log-json-info-buffer-size=0",
                        "--log-text-split-stream"))
                .isEqualTo(run());
    }

    @Test
    void readsFlagsAsGoDoes() {
        assertThat(run("--v=2").log().verbosity()).isEqualTo(2);
        assertThat(run("-v", "2").log().verbosity()).isEqualTo(2);
        assertThat(run("--leader-elect=false").election().enabled()).isFalse();
        assertThat(run("--namespace=").settings().namespace()).isNull();
        assertThat(run("--health-addr", "0").health()).isEmpty();
    }

    @Test
    void showsEveryFlagWithItsMeaning() {
        assertThat(Flags.parse("--help")).isInstanceOfSatisfying(Parsed.Help.class, help -> assertThat(help.text())
                .contains("--leader-elect", "--watch-filter", "--sync-period", "Default: 2s")
                .doesNotContain("${"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "--leader-elekt | leader-elekt",
        "--sync-period=10 | '10' is no duration",
        "--leader-elect-retry-period=fast | write a number and a unit",
        "--leader-elect-renew-deadline=20s | --leader-elect-lease-duration",
        "--leader-elect-retry-period=9s | --leader-elect-renew-deadline",
        "--health-addr=9440 | write HOST:PORT",
        "--diagnostics-address=::1:8443 | brackets",
        "--diagnostics-address=:x | no port",
        "--webhook-port=99999 | is no port",
        "--tls-min-version=1.3 | write one of VersionTLS10",
        "--tls-cipher-suites=NONE | is no cipher suite",
        "--kube-api-qps=-1 | write 0 for no limit",
        "--ippool-concurrency=0 | write 1 or more",
        "--logging-format=xml | --logging-format",
        "--kubeconfig=/no/such/file | /no/such/file",
        "pool | pool"
    })
    void saysInOneSentenceWhatIsWrong(String argument, String expected) {
        assertThat(Flags.parse(argument)).isInstanceOfSatisfying(Parsed.Wrong.class, wrong -> assertThat(wrong.sentence())
                .contains(expected)
                .endsWith("(--help shows all flags)")
                .doesNotContain("\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "15s, PT15S",
        "1m30s, PT1M30S",
        "1.5h, PT1H30M",
        "200ms, PT0.2S",
        "0, PT0S",
        "-2s, PT-2S",
        "1h0m0.5s, PT1H0.5S",
        ".5s, PT0.5S",
        "100us, PT0.0001S"
    })
    void readsDurationsOfGo(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "15", "s", "15 s", "1d", "PT15S", "1m-30s", "99999999h"})
    void refusesWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> GoDuration.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    private static Flags run(String... arguments) {
        return ((Parsed.Run) Flags.parse(arguments)).flags();
    }
}
