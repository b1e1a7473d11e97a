package io.metal3.ipam.controlplane;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class VersionsTest {

    @Test
    void areThoseOfTheGoModules() {
        Versions wanted = Versions.wanted();

        assertThat(ReleaseNumber.parse(wanted.kubernetes())).isPresent();
        assertThat(ReleaseNumber.parse(wanted.etcd())).isPresent();
    }

    @Test
    void areReadFromARequirementAndNotFromAReplacement() {
        String goMod =
                """
                module example.test/m
                require (
                \tk8s.io/kubernetes/more v1.1.1
                \tk8s.io/kubernetes v1.37.2 // indirect
                )
                replace k8s.io/kubernetes => k8s.io/kubernetes v1.36.0
                """;

        assertThat(GoModule.versionOf("k8s.io/kubernetes", goMod)).isEqualTo("1.37.2");
    }

    @Test
    void areReadFromARequirementOnALineOfItsOwn() {
        assertThat(GoModule.versionOf("a.test/b", "module m\nrequire a.test/b v0.1.0-rc.1\n"))
                .isEqualTo("0.1.0-rc.1");
    }

    @Test
    void mustBeThere() {
        assertThatThrownBy(() -> GoModule.versionOf("a.test/b", "module m\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a.test/b");
    }

    @Test
    void nameTheFolderInTheCache() {
        var cache = CacheFolder.of(Map.of("XDG_CACHE_HOME", "/var/cache/me"), Path.of("/home/me"));

        assertThat(cache.built(new Versions("1.37.2", "3.7.3")))
                .isEqualTo(Path.of("/var/cache/me/ip-address-manager/control-plane/kubernetes-1.37.2-etcd-3.7.3"));
    }

    @Test
    void goToTheUsersOwnCacheByDefault() {
        assertThat(CacheFolder.of(Map.of(), Path.of("/home/me")).root())
                .isEqualTo(Path.of("/home/me/.cache/ip-address-manager/control-plane"));
    }

    @Test
    void ofGoAreReadInEveryForm() {
        assertThat(GoVersion.parse("1.26.0")).isEqualTo(new GoVersion(1, 26));
        assertThat(GoVersion.parse("go version go1.26.8 linux/amd64")).isEqualTo(new GoVersion(1, 26));
        assertThat(GoVersion.parse("go1.9rc2")).isLessThan(new GoVersion(1, 10));
    }
}
