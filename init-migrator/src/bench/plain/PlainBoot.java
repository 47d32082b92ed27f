package bench;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** Migrates as an application does that does nothing else: Spring Boot with Flyway. */
@EnableAutoConfiguration
public class PlainBoot {

    public static void main(String[] args) {
        SpringApplication.run(PlainBoot.class, args).close();
    }
}
