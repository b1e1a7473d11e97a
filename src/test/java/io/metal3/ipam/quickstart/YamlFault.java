package io.metal3.ipam.quickstart;

import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** What a YAML parser has to say, in one line. */
final class YamlFault {

    private YamlFault() {}

    /**
     * In words, without a full stop.
     *
     * @param linesBefore how many lines of the file are before what was parsed
     */
    static String of(RuntimeException failure, int linesBefore) {
        if (!(failure instanceof MarkedYamlEngineException yaml)) {
            return "the YAML from line " + (linesBefore + 2) + " on is no Kubernetes object, with apiVersion, kind and metadata";
        }
        var problem = String.valueOf(yaml.getProblem()).lines().findFirst().orElse("it cannot be read");
        return "the YAML is broken" + yaml.getProblemMark()
                .map(mark -> " in line " + (linesBefore + mark.getLine() + 1))
                .orElse("") + ": " + problem;
    }
}
