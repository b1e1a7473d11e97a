package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import io.metal3.ipam.ip.AddressRange;
import io.metal3.ipam.ip.Family;
import io.metal3.ipam.ip.Subnet;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class FreeRangesTest {

    static final int SIZE = 16;

    /** Each step is an address to turn: out if it is in, in if it is out; or, from SIZE on, a range to cut out. */
    @Property(tries = 500)
    void agreesWithAnArrayOfBooleans(
            @ForAll @Size(max = 60) List<@IntRange(max = SIZE + SIZE * SIZE - 1) Integer> steps,
            @ForAll @IntRange(max = 3) int place) {
        // Around zero, around 2^32, around 2^64, and up to the very end.
        long[] high = {0, 0, 0, -1};
        long[] low = {0, 0xffff_fff8L, -8, -SIZE};
        var base = new Address(Family.V6, high[place], low[place]);
        var ranges = new FreeRanges(Family.V6);
        var array = new boolean[SIZE];
        for (int step : steps) {
            if (step >= SIZE) {
                int a = (step - SIZE) / SIZE;
                int b = (step - SIZE) % SIZE;
                ranges.remove(new AddressRange(base.plus(0, Math.min(a, b)), base.plus(0, Math.max(a, b))));
                Arrays.fill(array, Math.min(a, b), Math.max(a, b) + 1, false);
            } else if (array[step]) {
                ranges.remove(base.plus(0, step));
                array[step] = false;
            } else {
                ranges.add(base.plus(0, step));
                array[step] = true;
            }
            compare(ranges, array, base);
        }
    }

    private static void compare(FreeRanges ranges, boolean[] array, Address base) {
        List<AddressRange> expected = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            assertThat(ranges.contains(base.plus(0, i))).isEqualTo(array[i]);
            if (array[i]) {
                int end = i;
                while (end + 1 < SIZE && array[end + 1]) {
                    end++;
                }
                expected.add(new AddressRange(base.plus(0, i), base.plus(0, end)));
                i = end;
            }
        }
        assertThat(ranges.ranges()).containsExactlyElementsOf(expected);
        assertThat(ranges.isEmpty()).isEqualTo(expected.isEmpty());
        if (!expected.isEmpty()) {
            assertThat(ranges.first()).isEqualTo(expected.getFirst().first());
            assertThat(ranges.contains(ranges.random(new SplittableRandom(1)))).isTrue();
        }
    }

    /** So many ranges that they fill some hundred chunks, which are split, emptied and closed. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void agreesWithABitSetWhileItIsTakenToPiecesAndPutTogetherAgain(int seed) {
        int size = 1 << 15;
        var random = new SplittableRandom(seed);
        var base = Address.parse("fd00::ffff:ffff:ffff:8000");
        var ranges = new FreeRanges(Family.V6);
        var model = new BitSet();
        ranges.add(new AddressRange(base, base.plus(0, size - 1)));
        model.set(0, size);
        for (int phase = 0; phase < 6; phase++) {
            // In turn: mostly out in any order, then mostly in again, then every second one out in ascending order.
            for (int i = 0; i < size; i++) {
                int step = phase % 3 == 2 ? 2 * i % size : random.nextInt(size);
                boolean out = phase % 3 == 2 || random.nextInt(10) < (phase % 3 == 0 ? 8 : 1);
                if (model.get(step) && out) {
                    ranges.remove(base.plus(0, step));
                    model.clear(step);
                } else if (!model.get(step) && !out) {
                    ranges.add(base.plus(0, step));
                    model.set(step);
                }
                assertThat(ranges.contains(base.plus(0, step))).isEqualTo(model.get(step));
            }
            assertThat(ranges.ranges()).isEqualTo(ranges(model, base));
            assertThat(ranges.first()).isEqualTo(base.plus(0, model.nextSetBit(0)));
            int from = random.nextInt(size / 2);
            int to = from + random.nextInt(size / 2);
            ranges.remove(new AddressRange(base.plus(0, from), base.plus(0, to)));
            model.clear(from, to + 1);
            assertThat(ranges.ranges()).isEqualTo(ranges(model, base));
        }
        ranges.remove(new AddressRange(base, base.plus(0, size - 1)));
        assertThat(ranges.isEmpty()).isTrue();
    }

    private static List<AddressRange> ranges(BitSet model, Address base) {
        List<AddressRange> all = new ArrayList<>();
        for (int first = model.nextSetBit(0); first >= 0; first = model.nextSetBit(model.nextClearBit(first))) {
            all.add(new AddressRange(base.plus(0, first), base.plus(0, model.nextClearBit(first) - 1)));
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"::/0", "fd00::/64", "10.0.0.0/8", "0.0.0.0/0", "fd00::/127", "10.0.0.1/32", "fd00::/63"})
    void doesNotCareHowLargeARangeIs(String subnet) {
        AddressRange range = Subnet.parse(subnet).range();
        var random = new SplittableRandom(7);
        var free = new FreeRanges(range.family());
        free.add(range);
        int taken = 0;
        for (; taken < 1000 && !free.isEmpty(); taken++) {
            Address address = free.random(random);
            assertThat(free.contains(address)).isTrue();
            assertThat(range.contains(address)).isTrue();
            free.remove(address);
        }
        assertThat(BigInteger.valueOf(taken)).isEqualTo(BigInteger.valueOf(1000).min(range.exactSize()));
    }

    @ParameterizedTest
    @CsvSource({"fd00::, fd00::", "fd00::ffff:ffff:ffff:fffe, fd00::ffff:ffff:ffff:fffe", "fd00::a:0:0:0, fd00::a:0:0:3"})
    void findsTheLastFreeAddressesOfAVeryLargeRangeByChance(String first, String last) {
        var left = new AddressRange(Address.parse(first), Address.parse(last));
        var free = new FreeRanges(Family.V6);
        free.add(left);
        free.add(Address.parse("fd00:0:0:1::"));

        for (int i = 0; i <= left.size(); i++) {
            free.remove(free.random(new SplittableRandom(i)));
        }
        assertThat(free.isEmpty()).isTrue();
    }

    @Test
    void choosesAnyOfAFewAddressesThatLieFarApart() {
        List<String> few = List.of("fd00::", "fd00::5555:0:0:0", "fd00::aaaa:0:0:0", "fd00::ffff:0:0:0");
        var free = new FreeRanges(Family.V6);
        few.forEach(a -> free.add(Address.parse(a)));
        var random = new SplittableRandom(3);
        var counts = new TreeMap<Address, Integer>();
        for (int i = 0; i < 3000; i++) {
            counts.merge(free.random(random), 1, Integer::sum);
        }
        assertThat(counts).hasSize(4);
        assertThat(counts.values()).allSatisfy(n -> assertThat(n).isBetween(400, 1100));
    }

    @Test
    void choosesEvenly() {
        var free = new FreeRanges(Family.V4);
        free.add(new AddressRange(Address.parse("10.0.0.0"), Address.parse("10.0.0.3")));
        free.add(new AddressRange(Address.parse("10.0.0.9"), Address.parse("10.0.0.12")));
        var random = new SplittableRandom(3);
        var counts = new TreeMap<Address, Integer>();
        for (int i = 0; i < 8000; i++) {
            counts.merge(free.random(random), 1, Integer::sum);
        }
        assertThat(counts).hasSize(8);
        assertThat(counts.values()).allSatisfy(n -> assertThat(n).isBetween(880, 1120));
    }
}
