# shellcheck shell=bash
# Sourced by install.sh and by images/build.sh: this machine's apt and dpkg, working on a root of another architecture.

# foreign_apt_options ROOT ARCHITECTURE: print apt-get's arguments, one a line. It fetches and unpacks at full speed; only the
# scripts of the packages run in the root, emulated. apt itself has put them in order; this machine's dpkg counts packages for
# all architectures as its own, and would miss them.
foreign_apt_options() {
    printf '%s\n' -o "APT::Architecture=$2" -o "APT::Architectures=$2" -o "Dir=$1" -o "Dir::State::status=$1/var/lib/dpkg/status" \
        -o Dir::Bin::dpkg=/usr/bin/dpkg -o APT::Sandbox::User=root -o "DPkg::Options::=--root=$1" \
        -o DPkg::Options::=--force-architecture -o DPkg::Options::=--force-depends -o DPkg::Options::=--force-unsafe-io
}
