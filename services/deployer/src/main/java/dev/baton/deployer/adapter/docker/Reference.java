package dev.baton.deployer.adapter.docker;

/**
 * The name of an image, taken apart.
 *
 * @param repository with its registry, where it names one
 * @param version a tag or a digest
 */
record Reference(String repository, String version) {

    static Reference of(String text) {
        int digest = text.indexOf('@');
        if (digest >= 0) {
            String before = text.substring(0, digest);
            return new Reference(withoutTag(before), text.substring(digest + 1));
        }
        String repository = withoutTag(text);
        return repository.equals(text)
                ? new Reference(text, "latest")
                : new Reference(repository, text.substring(repository.length() + 1));
    }

    /** A colon before the last slash belongs to the registry's port. */
    private static String withoutTag(String text) {
        int colon = text.lastIndexOf(':');
        return colon > text.lastIndexOf('/') ? text.substring(0, colon) : text;
    }
}
