package io.metal3.ipam.kube;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WrittenTest {

    @Test
    void readsNothingButTheMetadataOfTheObjectItself() throws IOException {
        var answer = """
            {"apiVersion":"v1","spec":{"metadata":{"uid":"inner","resourceVersion":"1"}},"list":[{"metadata":{"uid":"other"}}],
             "metadata":{"managedFields":[{"fieldsV1":{"f:metadata":{"uid":"deep"}}}],"labels":{"uid":"label"},"name":"a",
                         "generation":3,"deletionTimestamp":null,"resourceVersion":"42","uid":"u-1"}}""";

        assertThat(read(answer)).isEqualTo(new Written("u-1", "42"));
    }

    /** As the key of a promise can be. */
    @Test
    void readsPastWhatIsAsLongAsTheApiServerTakesIt() throws IOException {
        var answer = "{\"spec\":{\"" + "k".repeat(200_000) + "\":" + "[".repeat(9_000) + "]".repeat(9_000)
                + "},\"metadata\":{\"uid\":\"u-1\",\"resourceVersion\":\"42\"}}";

        assertThat(read(answer)).isEqualTo(new Written("u-1", "42"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "",
        "[]",
        "\"text\"",
        "{}",
        "<html>",
        "{\"metadata\":null}",
        "{\"metadata\":\"text\"}",
        "{\"metadata\":{}}",
        "{\"metadata\":{\"uid\":\"u\"}}",
        "{\"metadata\":{\"uid\":\"u\",\"resourceVersion\":7}}",
        "{\"metadata\":{\"uid\":\"u\",\"resourceVer",
    })
    void saysOfAnAnswerThatNamesNoVersionThatItCannotBeRead(String answer) {
        assertThatThrownBy(() -> read(answer)).isInstanceOf(IOException.class);
    }

    private static Written read(String answer) throws IOException {
        return Written.of(answer.getBytes(StandardCharsets.UTF_8));
    }
}
