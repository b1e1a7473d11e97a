package io.metal3.ipam.allocator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CompactMapTest {

    /** A key with few hashes, so that keys are in each other's places all the time. */
    record Key(int number) {
        @Override
        public int hashCode() {
            return number % 7;
        }
    }

    /** A value that knows its key. */
    record Value<K>(K key, int number) {
        boolean has(K other) {
            return key.equals(other);
        }
    }

    /** Each step puts a key, or removes it if the number is negative. */
    @Property(tries = 500)
    void agreesWithAHashMap(@ForAll @Size(max = 200) List<@IntRange(min = -30, max = 30) Integer> steps) {
        var map = new CompactMap<Key, Value<Key>>(Value::has);
        var model = new HashMap<Key, Value<Key>>();
        for (int i = 0; i < steps.size(); i++) {
            var key = new Key(Math.abs(steps.get(i)));
            if (steps.get(i) < 0) {
                assertThat(map.remove(key)).isEqualTo(model.remove(key));
            } else {
                var value = new Value<>(key, i);
                assertThat(map.put(key, value)).isEqualTo(model.put(key, value));
            }
            assertThat(contents(map)).isEqualTo(model);
            assertThat(map.size()).isEqualTo(model.size());
            for (int n = 0; n <= 30; n++) {
                assertThat(map.get(new Key(n))).isEqualTo(model.get(new Key(n)));
                assertThat(map.containsKey(new Key(n))).isEqualTo(model.containsKey(new Key(n)));
            }
        }
    }

    @Test
    void growsAndShrinks() {
        var map = new CompactMap<Integer, Value<Integer>>(Value::has);
        for (int i = 0; i < 100_000; i++) {
            map.put(i, new Value<>(i, -i));
        }
        for (int i = 0; i < 99_990; i++) {
            assertThat(map.remove(i)).isEqualTo(new Value<>(i, -i));
        }
        assertThat(contents(map)).hasSize(10).containsEntry(99_999, new Value<>(99_999, -99_999));
    }

    private static <K> Map<K, Value<K>> contents(CompactMap<K, Value<K>> map) {
        var contents = new HashMap<K, Value<K>>();
        map.forEach(value -> assertThat(contents.put(value.key(), value)).isNull());
        return contents;
    }
}
