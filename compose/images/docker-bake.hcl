# The services' images for linux/amd64 and linux/arm64, built on an ordinary Java image and pushed:
#   compose/images/build --contexts target/bake && REGISTRY=registry.example.org/ docker buildx bake -f compose/images/docker-bake.hcl --push
# Not tried: neither buildx nor a registry was at hand where this was written. The Dockerfile is the one that
# compose/images/build uses; what it is built from is put together by that script, once for all platforms.

variable "REGISTRY" { default = "" }
variable "TAG" { default = "0.1.0" }
variable "BASE" { default = "eclipse-temurin:25-jre" }
variable "CONTEXTS" { default = "target/bake" }

group "default" { targets = ["deployer", "sync-monitor", "audit", "nginx", "router-switcher", "kafka", "cli"] }

target "java" {
  platforms = ["linux/amd64", "linux/arm64"]
  args      = { BASE = BASE }
}

target "deployer" {
  inherits = ["java"]
  context  = "${CONTEXTS}/deployer"
  tags     = ["${REGISTRY}baton/deployer:${TAG}"]
}

target "sync-monitor" {
  inherits = ["java"]
  context  = "${CONTEXTS}/sync-monitor"
  tags     = ["${REGISTRY}baton/sync-monitor:${TAG}"]
}

target "audit" {
  inherits = ["java"]
  context  = "${CONTEXTS}/audit"
  tags     = ["${REGISTRY}baton/audit:${TAG}"]
}

target "nginx" {
  inherits = ["java"]
  context  = "${CONTEXTS}/nginx"
  tags     = ["${REGISTRY}baton/nginx:${TAG}"]
}

# On NGINX's image, whose program it calls.
target "router-switcher" {
  inherits = ["java"]
  context  = "${CONTEXTS}/router-switcher"
  contexts = { nginx = "target:nginx" }
  args     = { BASE = "nginx" }
  tags     = ["${REGISTRY}baton/router-switcher:${TAG}"]
}

target "kafka" {
  inherits = ["java"]
  context  = "${CONTEXTS}/kafka"
  tags     = ["${REGISTRY}baton/kafka:${TAG}"]
}

target "cli" {
  inherits = ["java"]
  context  = "${CONTEXTS}/cli"
  tags     = ["${REGISTRY}baton/cli:${TAG}"]
}
