package io.metal3.ipam.bench;

import java.util.List;
import java.util.Locale;

/** Horizontal bars with a mark where the floor is, as SVG. */
record Plot(String title, List<Bar> bars) {

    private static final int LEFT = 250;
    private static final int WIDTH = 420;
    private static final int RIGHT = 130;
    private static final int TOP = 44;
    private static final int STEP = 26;
    private static final int THICKNESS = 16;

    /**
     * One bar.
     *
     * @param limit where the mark is
     */
    record Bar(String group, String label, double value, double limit) {}

    String svg() {
        double most = bars.stream().mapToDouble(bar -> Math.max(bar.value(), bar.limit())).max().orElse(1);
        var text = new StringBuilder();
        int height = TOP + bars.size() * STEP + 10;
        text.append(String.format(
                Locale.ROOT,
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" font-family="sans-serif" font-size="13">
                <rect width="%1$d" height="%2$d" fill="white"/>
                <text x="12" y="24" font-size="15">%3$s</text>
                """,
                LEFT + WIDTH + RIGHT,
                height,
                title));
        for (int i = 0; i < bars.size(); i++) {
            text.append(row(bars.get(i), TOP + i * STEP, WIDTH / most));
        }
        return text.append("</svg>\n").toString();
    }

    private static String row(Bar bar, int y, double scale) {
        var middle = y + THICKNESS - 3;
        var mark = LEFT + bar.limit() * scale;
        return String.format(
                Locale.ROOT,
                """
                <text x="12" y="%2$d">%1$s %3$s</text>
                <rect x="%4$d" y="%5$d" width="%6$.1f" height="%7$d" fill="#4477aa"/>
                <line x1="%8$.1f" x2="%8$.1f" y1="%9$d" y2="%10$d" stroke="#cc3311" stroke-width="3"/>
                <text x="%11$.1f" y="%2$d">%12$.0f of %13$.0f</text>
                """,
                bar.group(),
                middle,
                bar.label(),
                LEFT,
                y,
                bar.value() * scale,
                THICKNESS,
                mark,
                y - 3,
                y + THICKNESS + 3,
                Math.max(mark, LEFT + bar.value() * scale) + 8,
                bar.value(),
                bar.limit());
    }
}
