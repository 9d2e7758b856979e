package dev.baton.router.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.descriptor.Preview;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.Slot;
import dev.baton.router.domain.Endpoint;
import dev.baton.router.domain.Site;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteTextTest {

    private static final NginxLayout LAYOUT = new NginxLayout(Path.of("/srv/with space/baton"));
    private static final IncludedFiles NOTHING = new IncludedFiles(List.of(), List.of());

    @Test
    void namesEverySlotAndFrontAndQuotesPaths() {
        var text = text(site("indexer", Optional.of("indexer.example.org"))).text();

        assertThat(text)
                .contains("server 127.0.0.1:9001 ", "server 127.0.0.1:9002 ", "server 127.0.0.1:9003 ")
                .contains("listen 127.0.0.1:8080;", "server_name indexer.example.org;")
                .contains("root \"/srv/with space/baton/routes/indexer/active\";")
                .doesNotContain("@", "open_file_cache");
    }

    @Test
    void readsTheOtherLinkForRequestsThatAskForThePreview() {
        var preview = new Preview(Optional.of("X-Preview"), Optional.of("Preview"), Optional.of("next.example.org"));
        var plain = site("evm-indexer", Optional.of("indexer.example.org"));

        var text = text(new Site(
                        plain.application(), plain.fronts(), plain.slots(), Optional.empty(), Optional.of(preview)))
                .text();

        assertThat(text)
                .contains("server_name indexer.example.org next.example.org;")
                .contains("map $http_x_preview $baton_link_header_evm_indexer { default preview; \"\" active; }")
                .contains("map $cookie_Preview $baton_link_cookie_evm_indexer ", "next.example.org preview; }")
                .contains("root \"/srv/with space/baton/routes/evm-indexer/$baton_link_evm_indexer\";")
                .doesNotContain("@");
        assertThat(text(plain).text()).doesNotContain("baton_link");
    }

    @Test
    void isMarkedByItsContent() {
        var one = text(site("indexer", Optional.empty()));

        assertThat(text(site("indexer", Optional.empty()))).isEqualTo(one);
        assertThat(text(site("indexer", Optional.of("x"))).mark()).isNotEqualTo(one.mark());
        assertThat(text(site("other", Optional.empty())).mark()).isNotEqualTo(one.mark());
    }

    @Test
    void byTheLuaWayOnlyAnAddressThatNginxNeedNotReadLeavesTheMark() {
        var site = site("indexer", Optional.empty());
        var moved = site(site, Address.loopback(9100));
        var lua = lua(site, NOTHING);

        assertThat(lua.text())
                .contains("active\", \"127.0.0.1:9001\", \"127.0.0.1:9002\", \"127.0.0.1:9003\")")
                .contains("proxy_pass http://baton_indexer_$baton_to;")
                .doesNotContain("@", "realpath", "root ");
        assertThat(lua(moved, NOTHING).text()).isNotEqualTo(lua.text());
        assertThat(lua(moved, NOTHING).mark()).isEqualTo(lua.mark());
        assertThat(lua(site(site, new Address("instances.example.org", 9002)), NOTHING)
                        .mark())
                .isNotEqualTo(lua.mark());
        var own = new IncludedFiles(
                List.of(),
                List.of(new IncludedFiles.Copy(Path.of("/a"), Path.of("/b"), "http://baton_indexer_$baton_slot")));
        assertThat(lua(moved, own).mark()).isNotEqualTo(lua(site, own).mark());
        assertThat(text(moved).mark()).isNotEqualTo(text(site).mark());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/srv/a\"b", "/srv/$dir", "/srv/a;b", "/srv/a}b", "/srv/a\nb", "/srv/a\\b", "/srv/*"})
    void takesNoDirectoryThatNginxWouldReadOtherwise(String directory) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NginxLayout(Path.of(directory)))
                .withMessageContaining("--dir");
    }

    private static SiteText lua(Site site, IncludedFiles included) {
        return SiteText.of(site, included, LAYOUT, Listening.LOOPBACK, Way.LUA);
    }

    private static Site site(Site site, Address slotB) {
        var slots = Map.of(
                Slot.A,
                site.slots().get(Slot.A),
                Slot.B,
                slotB,
                Slot.C,
                site.slots().get(Slot.C));
        return new Site(site.application(), site.fronts(), slots, Optional.empty());
    }

    private static SiteText text(Site site) {
        return SiteText.of(site, NOTHING, LAYOUT, Listening.LOOPBACK, Way.PLAIN);
    }

    private static Site site(String name, Optional<String> host) {
        return new Site(
                new ApplicationName(name),
                List.of(new Endpoint(Address.loopback(8080), host)),
                Map.of(
                        Slot.A, Address.loopback(9001),
                        Slot.B, Address.loopback(9002),
                        Slot.C, Address.loopback(9003)),
                Optional.empty());
    }
}
