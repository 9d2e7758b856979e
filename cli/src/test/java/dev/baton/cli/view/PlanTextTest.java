package dev.baton.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.cli.client.DeploymentPlan;
import dev.baton.codec.BatonJson;
import org.junit.jupiter.api.Test;

class PlanTextTest {

    @Test
    void tellsEachStepInItsOrder() throws JsonProcessingException {
        assertThat(text("""
                {"application": "explorer", "version": "2", "answer": "ACCEPTED", "reasons": [],
                 "course": {"slot": "b", "address": {"host": "127.0.0.1", "port": 21001},
                   "retires": {"deployment": "019aa2c0-0000-7000-8000-0000000000b1", "version": "0"},
                   "database": {"server": {"host": "127.0.0.1", "port": 5432}, "name": "explorer_1", "expectedBytes": 3221225472,
                                "freeBytes": 1073741824, "tooSmall": true},
                   "sync": {"shortest": "PT30M", "longest": "PT1H10M", "deployments": 3},
                   "metered": [{"source": "evm node.example.org", "requestsAtMost": 480, "in": "PT24H"}],
                   "verification": ["gaps", "rows of blocks"], "leftOut": ["blue hashes"],
                   "promotion": "automatic", "gates": [{"reason": "no window is open"}],
                   "replaces": {"deployment": "019aa2c0-0000-7000-8000-0000000000c2", "version": "1", "keptFor": "PT24H"},
                   "probation": "PT5M"}}
                """)).isEqualTo("""
                explorer 2: would begin at once
                 1. the standby, version 0, gives up slot b: it and its data are removed, a rollback to it is not possible any more
                 2. a database is made on 127.0.0.1:5432 (about 3.0 GiB, as the live version's; 1.0 GiB free): IT WILL NOT FIT
                 3. green starts in slot b, at 127.0.0.1:21001
                 4. it syncs: 30m 00s to 1h 10m until it was verified, the last 3 times
                 5. evm node.example.org is asked 480 times at the most in 1d 00h (its budget)
                 6. its data is compared: gaps, rows of blocks; left out: blue hashes
                 7. the traffic moves to it by itself; no window is open
                 8. version 1 stays warm as the standby for 1d 00h
                 9. the new version is in probation for 5m 00s, and goes back by itself if it disappoints
                Nothing was changed.
                """);
    }

    @Test
    void tellsWhyItWouldBeRefused() throws JsonProcessingException {
        assertThat(text("""
                {"application": "explorer", "version": "2", "answer": "REFUSED", "reasons": ["every slot is taken"]}
                """)).isEqualTo("explorer 2: would be refused\n  every slot is taken\nNothing was changed.\n");
    }

    private static String text(String json) throws JsonProcessingException {
        return PlanText.of(BatonJson.mapper().readValue(json, DeploymentPlan.class));
    }
}
