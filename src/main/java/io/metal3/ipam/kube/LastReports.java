package io.metal3.ipam.kube;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The status that was written to each object last, until the watch shows it. A look in between would else compare what it has to say
 * with a status that is no more: it would write and tell the same once more or, worse, take what the object said before for what it
 * says now, and write nothing. Remembers the last thousands of objects. Thread-safe.
 *
 * @param <S> the kind of status
 */
public final class LastReports<S> {

    /** More than are written while a watch is behind. */
    private static final int MOST = 20_000;

    @GuardedBy("this")
    private final Map<String, Report<S>> reports = new Latest<>();

    /** The versions of objects to which something may have been written that nobody has answered. */
    @GuardedBy("this")
    private final Map<String, Long> doubtful = new Latest<>();

    private static final class Latest<V> extends LinkedHashMap<String, V> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > MOST;
        }
    }

    /**
     * What was written, and what version that made of the object.
     *
     * @param of the version that the object had before, if surely nobody else's change came in between
     */
    private record Report<S>(@Nullable String of, String version, S status) {}

    /**
     * What the object says by now, as far as is known.
     *
     * @param shown its status as the watch has shown it
     */
    public synchronized @Nullable S current(HasMetadata object, @Nullable S shown) {
        var meta = object.getMetadata();
        var report = reports.get(meta.getUid());
        if (report == null) {
            return shown;
        }
        if (ResourceVersion.of(object) < ResourceVersion.number(report.version())) {
            return report.status();
        }
        reports.remove(meta.getUid());
        return shown;
    }

    /**
     * The version that an object has by our own reports: that in which it was seen, with nothing but them on top. Whoever writes again
     * before the watch shows the last one would else be taken for one who has missed somebody else's change.
     */
    public synchronized String version(String uid, String seen) {
        var report = reports.get(uid);
        return report != null && seen.equals(report.of()) ? report.version() : seen;
    }

    /** This status was written to the object, whatever that was by then, and made it what the answer says. */
    public synchronized void written(S status, Written answer) {
        put(null, status, answer);
    }

    /** The same, of an object that was in just its {@link #version}. */
    public synchronized void writtenOnTopOf(HasMetadata object, S status, Written answer) {
        put(object.getMetadata().getResourceVersion(), status, answer);
    }

    /** A write was not answered, or refused because of a newer version than was seen: the object need not say any more what it said. */
    public synchronized void failed(HasMetadata object) {
        doubtful.put(object.getMetadata().getUid(), ResourceVersion.of(object));
    }

    /** Whether the object may say something else by now than what is known of it: what it should say has to be written once more. */
    public synchronized boolean isInDoubt(HasMetadata object) {
        var uid = object.getMetadata().getUid();
        var version = doubtful.get(uid);
        if (version != null && ResourceVersion.of(object) > version) {
            doubtful.remove(uid);
            return false;
        }
        return version != null;
    }

    @GuardedBy("this")
    private void put(@Nullable String of, S status, Written answer) {
        doubtful.remove(answer.uid());
        reports.put(answer.uid(), new Report<>(of, answer.resourceVersion(), status));
    }

    /** The object is gone. */
    public synchronized void forget(String uid) {
        reports.remove(uid);
        doubtful.remove(uid);
    }
}
