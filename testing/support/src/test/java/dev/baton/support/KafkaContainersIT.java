package dev.baton.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class KafkaContainersIT {
    @Test
    void isOneForTheTestsOfAJvmAndIsReachable() throws Exception {
        var servers = KafkaContainers.bootstrapServers();
        assertThat(KafkaContainers.bootstrapServers()).isEqualTo(servers);

        try (var admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            var topic = SharedKafka.uniquePrefix() + "topic";
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
            assertThat(admin.listTopics().names().get()).contains(topic);
        }
    }
}
