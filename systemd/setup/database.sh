# shellcheck shell=bash
# Sourced by install.sh: central's database on the machine that central runs on.

# make_database: make the database that central.env names, its tables, and the right to serve it; repeating changes nothing.
make_database() {
    local url name exists
    begin "Central's database" "See that PostgreSQL runs (systemctl status postgresql); then run the same command again."
    [[ -z $TARGET ]] || refuse "a database is made on the running machine" "Leave --database out with --root."
    url=$(sed -n 's/^KIOSK_CENTRAL_DATABASE=//p' /etc/kiosk/central.env)
    name=${url#postgresql:///}
    [[ $url == postgresql:///* && $name =~ ^[a-z_][a-z0-9_]*$ ]] ||
        refuse "$url is not on this machine" "Make it where it is: createdb, then kiosk central init."
    exists=$(as_postgres psql --tuples-only --no-align --command "SELECT 1 FROM pg_database WHERE datname = '$name'")
    if [[ $exists != 1 ]]; then as_postgres createdb "$name"; fi
    as_postgres /opt/kiosk/current/bin/kiosk central init --database "$url" --serve-as kiosk-central
    done_with
}

as_postgres() {
    # From a folder that it may see.
    (cd / && as_root runuser -u postgres -- "$@" 2>>"$LOG")
}
