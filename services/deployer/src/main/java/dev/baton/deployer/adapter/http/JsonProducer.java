package dev.baton.deployer.adapter.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.codec.BatonJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Lets the answers be written the way Baton writes JSON everywhere. */
@ApplicationScoped
class JsonProducer {

    @Produces
    @Singleton
    ObjectMapper mapper() {
        return BatonJson.mapper().copy();
    }
}
