package io.metal3.ipam.protocol;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.function.Supplier;

/** The way of one process to the API server. Each request stops there until its {@link Strand} is told what becomes of it. */
final class Wire {

    private final String process;
    private final Network network;
    private final Story story;
    private boolean mayWrite = true;

    Wire(String process, Network network, Story story) {
        this.process = process;
        this.network = network;
        this.story = story;
    }

    /** No write that has not left yet is sent any more. */
    void closeForWrites() {
        mayWrite = false;
    }

    boolean isOpenForWrites() {
        return mayWrite;
    }

    <T> T read(Supplier<String> what, Supplier<T> request) {
        return ask(false, what, request);
    }

    <T> T write(Supplier<String> what, Supplier<T> request) {
        if (!mayWrite) {
            throw ModelFailure.notSent();
        }
        return ask(true, what, request);
    }

    private <T> T ask(boolean writes, Supplier<String> what, Supplier<T> request) {
        Supplier<String> all = () -> process + " " + what.get();
        var strand = Strand.current();
        if (strand == null) {
            story.tell(all);
            return request.get();
        }
        return switch (strand.stopAt(all)) {
            case DONE -> request.get();
            case DONE_SLOWLY -> {
                Supplier<T> answer = answer(request);
                if (strand.awaitAnswer(() -> process + " hears of this: " + what.get()) == Fate.KILLED) {
                    throw new Strand.Killed();
                }
                yield answer.get();
            }
            case ANSWER_LOST -> {
                answer(request);
                network.losesAnAnswer();
                throw ModelFailure.noAnswer();
            }
            case LOST -> throw ModelFailure.noAnswer();
            case LATE -> {
                if (writes) {
                    network.send(all, () -> answer(request));
                }
                throw ModelFailure.noAnswer();
            }
            case REFUSED -> throw ModelFailure.answer(403, "Forbidden");
            case KILLED -> throw new Strand.Killed();
            case KILLED_ON_THE_WAY -> {
                network.send(all, () -> answer(request));
                throw new Strand.Killed();
            }
        };
    }

    /** Carries the request out; what came of it is heard when it is asked for. */
    private static <T> Supplier<T> answer(Supplier<T> request) {
        try {
            var result = request.get();
            return () -> result;
        } catch (KubernetesClientException e) {
            return () -> {
                throw e;
            };
        }
    }
}
