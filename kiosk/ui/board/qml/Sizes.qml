// How large letters must be to be read from the back of the hall.
//
// A capital letter seen at an angle of 22 minutes of arc is read with ease and at 16 just so (ISO 9241-303: preferred
// and least height); at 10 minutes it is twice what normal sight (Snellen 20/20: 5 minutes) can tell apart. A board
// that is too small for its hall gives way to whole words.
pragma Singleton
import QtQuick

QtObject {
    // Set by Board: size of the window in pixels.
    property real width: 1920
    property real height: 1080

    readonly property bool isPortrait: height > width
    readonly property real unit: Math.min(width, height) / 100
    readonly property real pixelsPerMm: width / board.width_mm

    // Of Noto Sans: height of a capital letter over the font's size.
    readonly property real capital: 0.714

    readonly property real call: Math.max(fontFor(22), 13.5 * unit)
    readonly property real row: Math.min(fontFor(16), 10 * unit)
    readonly property real aside: Math.min(fontFor(10), 6.2 * unit)

    readonly property real gap: Math.round(1.6 * unit)
    readonly property real radius: 1.6 * unit

    readonly property color page: board.look.ground || "#0b2233"
    readonly property color card: board.look.card || "#163449"
    readonly property color soft: "#d5e4ee"
    readonly property color fresh: "#ffd54a"
    readonly property color ink: "#0b2233"

    function fontFor(minutes) {
        const capitalMm = 1000 * board.read_from_m * Math.tan(minutes / 60 * Math.PI / 180)
        return Math.round(capitalMm / capital * pixelsPerMm)
    }

    function picture(folder, name) {
        return name ? Qt.resolvedUrl("../../icons/" + folder + "/" + name + ".svg") : ""
    }
}
