package io.initmigrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.support.Chromium;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the maintenance page, from a real 503 response, as a real browser renders it. */
class MaintenancePageIT {

    private static final int PAPER = 0xffffff;
    private static final int GROUND = 0xf4f6f8;
    private static final int EDGE = 0x2f7de1;
    private static final int INK = 0x1d2733;

    @TempDir
    private Path directory;

    @Test
    void browserDrawsTextOnACardInTheMiddle() throws Exception {
        BufferedImage picture = picture(Optional.empty());

        assertThat(colour(picture, 5, 5)).isEqualTo(GROUND);
        assertThat(colour(picture, picture.getWidth() / 2, 5)).isEqualTo(GROUND);
        int[] middle = column(picture, picture.getWidth() / 2);
        assertThat(middle).contains(EDGE, PAPER);
        assertThat(count(picture, EDGE)).as("the edge above the card").isBetween(1_500, 6_000);
        assertThat(count(picture, INK)).as("the letters").isGreaterThan(500);
    }

    @Test
    void mountedPageIsDrawnInstead() throws Exception {
        Path page = Files.writeString(directory.resolve("page.html"), """
                <!doctype html><body style="background: #c00000"></body>
                """);

        BufferedImage picture = picture(Optional.of(page));

        assertThat(count(picture, 0xc00000)).isEqualTo(picture.getWidth() * picture.getHeight());
    }

    private BufferedImage picture(Optional<Path> file) throws Exception {
        MaintenancePage page = MaintenancePage.of(file);
        try (Server server = Server.on(0)) {
            server.serve(request -> page.response(request.accept()));
            return new Chromium(directory).picture("http://127.0.0.1:" + server.port() + "/orders");
        }
    }

    private static int colour(BufferedImage picture, int x, int y) {
        return picture.getRGB(x, y) & 0xffffff;
    }

    private static int[] column(BufferedImage picture, int x) {
        return IntStream.range(0, picture.getHeight())
                .map(y -> colour(picture, x, y))
                .toArray();
    }

    private static int count(BufferedImage picture, int colour) {
        return (int) IntStream.range(0, picture.getWidth())
                .flatMap(x -> IntStream.of(column(picture, x)))
                .filter(it -> it == colour)
                .count();
    }
}
