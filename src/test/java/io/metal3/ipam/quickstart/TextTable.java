package io.metal3.ipam.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows of text under a head, each column as wide as its widest cell. */
final class TextTable {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... head) {
        rows.add(List.of(head));
    }

    /** Adds a row; an empty cell is shown as a dash, so that nobody takes the next column for it. */
    void add(String... cells) {
        rows.add(List.of(cells).stream().map(cell -> cell.isEmpty() ? "-" : cell).toList());
    }

    List<String> lines() {
        var widths = IntStream.range(0, rows.getFirst().size())
                .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        var result = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            var cell = row.get(column);
            result.append(cell).append(" ".repeat(widths[column] - cell.length())).append(GAP);
        }
        return result.toString().stripTrailing();
    }
}
