package io.metal3.ipam.faults;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WeatherTest {

    private static final Call WRITE = Call.of("PATCH", "/apis/group/claims/a", "");
    private static final Call READ = Call.of("GET", "/apis/group/claims", "limit=500&continue=abc");

    @Test
    void isTheSameForTheSameSeedInWhateverOrderOneAsks() {
        var forward = IntStream.range(0, 500).mapToObj(i -> new Weather(7).fault(WRITE, i)).toList();
        var weather = new Weather(7);
        var backward = IntStream.range(0, 500).mapToObj(i -> weather.fault(WRITE, 499 - i)).toList();

        assertThat(backward.reversed()).isEqualTo(forward);
        assertThat(forward).isNotEqualTo(IntStream.range(0, 500).mapToObj(i -> new Weather(8).fault(WRITE, i)).toList());
    }

    @Test
    void countsHowOftenTheSameWasAsked() {
        var weather = new Weather(7);

        assertThat(IntStream.range(0, 500).mapToObj(i -> weather.over(WRITE)).toList())
                .isEqualTo(IntStream.range(0, 500).mapToObj(i -> weather.fault(WRITE, i)).toList());
    }

    @Test
    void knowsEveryFault() {
        var weather = new Weather(7);
        var seen = IntStream.range(0, 5_000)
                .boxed()
                .flatMap(i -> List.of(weather.fault(WRITE, i), weather.fault(READ, i)).stream())
                .map(Object::getClass)
                .distinct()
                .toList();

        assertThat(seen).extracting(Class::getSimpleName)
                .containsExactlyInAnyOrder(names(Fault.class));
    }

    @Test
    void knowsEveryFaultOfAWatch() {
        var weather = new Weather(7);
        var seen = IntStream.range(0, 500).mapToObj(i -> weather.watchFault("/apis/group/claims", i)).map(Object::getClass).distinct().toList();

        assertThat(seen).extracting(Class::getSimpleName)
                .containsExactlyInAnyOrder(List.of(names(WatchFault.class)).stream().filter(name -> !name.equals("None")).toArray(String[]::new));
    }

    @Test
    void putsSomeObjectsUnderASpellThatOutlastsTheClientsPatience() {
        var weather = new Weather(7);
        var spelled = IntStream.range(0, 2_000)
                .mapToObj(i -> Call.of("POST", "/apis/group/addresses/" + i, ""))
                .filter(call -> IntStream.range(0, 11).noneMatch(i -> weather.fault(call, i) instanceof Fault.None))
                .count();

        assertThat(spelled).isBetween(2L, 30L);
    }

    @Test
    void breaksNothingOnceItIsCalm() {
        var weather = new Weather(7);
        weather.calm();

        assertThat(IntStream.range(0, 500).mapToObj(i -> weather.over(WRITE))).containsOnly(new Fault.None());
        assertThat(weather.overWatch("/apis")).isEqualTo(new WatchFault.None());
    }

    private static String[] names(Class<?> sealed) {
        return List.of(sealed.getPermittedSubclasses()).stream().map(Class::getSimpleName).toArray(String[]::new);
    }
}
