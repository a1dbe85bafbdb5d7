# shellcheck shell=bash
# Sourced by install.sh: weights and voice, which lie beside the releases and outlive them.

readonly MODELS_AT_HAND=${KIOSK_MODELS_DIR:-$HOME/.cache/kiosk/models}
readonly VOICE_AT_HAND=${KIOSK_VOICE_DIR:-$HOME/.cache/kiosk/voice}

install_models() {
    begin "Weights of the face models" \
        "Give --bundle DIR, or put the files into a folder and run kiosk models fetch --from FOLDER."
    local name folder store=$TARGET/opt/kiosk/models
    as_root install -d -m 755 "$store"
    # What is at hand is taken along; the target then checks every hash and fetches what is still missing.
    for folder in ${BUNDLE:+"$BUNDLE/models"} "$MODELS_AT_HAND"; do
        [[ -d $folder ]] || continue
        for name in "$folder"/*; do
            [[ -f $name ]] && bring "$name" "$store/$(basename "$name")"
        done
    done
    in_target /opt/kiosk/current/bin/kiosk models fetch "${DEMO_MODELS[@]}" </dev/null 2>&1 |
        tee -a "$LOG" | sed 's/^/      /'
    let_all_read "$store"
    done_with
}

# bring SOURCE DESTINATION: copy a file that is not there, or only in part; cut short, it leaves none in part.
bring() {
    if [[ $(stat --format %s "$1") == "$(stat --format %s "$2" 2>/dev/null)" ]]; then return; fi
    as_root install -m 644 "$1" "$2.part"
    as_root mv "$2.part" "$2"
}

# let_all_read FOLDER: touches only what is not readable yet.
let_all_read() {
    as_root find "$1" -type f ! -perm 644 -exec chmod 644 {} +
    as_root find "$1" -type d ! -perm 755 -exec chmod 755 {} +
}

install_voice() {
    begin "Voice clips, spoken by espeak-ng" "Run kiosk voice make --lang vi and read what it says."
    local language pack
    as_root install -d -m 755 "$TARGET/opt/kiosk/voice"
    for language in vi en; do
        pack=/opt/kiosk/voice/$language
        # Sound is the same on every machine: for a root what was spoken here is taken along, as speaking emulated takes minutes.
        if [[ -n $TARGET && ! -e $TARGET$pack/manifest.json ]] && is_whole_here "$VOICE_AT_HAND/$language"; then
            as_root cp -r --no-preserve=mode,ownership "$VOICE_AT_HAND/$language" "$TARGET/opt/kiosk/voice/"
            continue
        fi
        if is_recorded "$TARGET$pack" || is_whole_there "$pack"; then continue; fi
        in_target /opt/kiosk/current/bin/kiosk voice make --lang "$language" </dev/null 2>&1 |
            tee -a "$LOG" | sed 's/^/      /'
    done
    let_all_read "$TARGET/opt/kiosk/voice"
    done_with
}

# is_recorded PACK: clips that a person spoke are the office's own.
is_recorded() {
    grep --quiet --no-messages '"made_by": "recorded"' "$1/manifest.json"
}

# is_whole_here PACK: whether clips at hand say all that this checkout does; those of an older one may lack sentences.
is_whole_here() {
    [[ -e $1/manifest.json && -x $PYTHON ]] && (cd "$ROOT" && "$PYTHON" -m kiosk voice check "$1") </dev/null >>"$LOG" 2>&1
}

# is_whole_there PACK: the same of the target's clips and its release.
is_whole_there() {
    in_target /opt/kiosk/current/bin/kiosk voice check "$1" </dev/null >>"$LOG" 2>&1
}
