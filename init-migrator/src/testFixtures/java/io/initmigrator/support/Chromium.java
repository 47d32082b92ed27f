package io.initmigrator.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.support.Tool.Answer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Runs Chromium without a screen. */
public final class Chromium {

    private final Tool chromium = Tool.find("chromium", "apt-get install chromium");
    private final Path directory;

    /** @param directory for its profile and its pictures */
    public Chromium(Path directory) {
        this.directory = directory;
    }

    /** Renders a page, 800 by 600 pixels. */
    public BufferedImage picture(String address) throws IOException, InterruptedException {
        Path file = directory.resolve("picture.png");
        // The sandbox refuses to run as root; the page is our own.
        Answer answer = chromium.run(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--user-data-dir=" + directory.resolve("profile"),
                "--window-size=800,600",
                "--screenshot=" + file,
                address);
        assertThat(file).as(answer.output()).exists();
        return ImageIO.read(file.toFile());
    }
}
