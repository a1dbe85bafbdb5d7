// Colours and sizes of every screen. Sizes follow the glass: millimetres where a finger
// or an eye decides, hundredths of the shorter edge elsewhere.
pragma Singleton
import QtQuick

QtObject {
    // Set by Main: size of the window in pixels.
    property real width: 1080
    property real height: 1920

    // Set by Main: what the citizen switched on.
    property bool wantsLow: false
    property bool isLarge: false
    property bool isContrast: false
    property bool isCalm: false

    readonly property real mm: width / kiosk.width_mm
    // Low mode: everything that can be touched lies below 1220 mm (ADA 2010, 308; EN 301 549, 8.3).
    readonly property real reach: (1220 - kiosk.mount_mm) * mm
    readonly property real top: wantsLow ? Math.max(0, Math.min(height - reach, 0.45 * height)) : 0
    readonly property real room: height - top
    // There a tall screen is drawn smaller, in its own proportions.
    readonly property real span: top > 0 && height > width ? Math.min(width, 0.6 * room) : width
    readonly property bool isPortrait: room > span
    readonly property real unit: Math.min(span, room) / 100

    // Contrast of ink, blue, green and muted on white and on page: at least 7:1 (WCAG 2.2, 1.4.6).
    readonly property color page: isContrast ? "#ffffff" : "#f3f6f9"
    readonly property color card: "#ffffff"
    readonly property color ink: isContrast ? "#000000" : "#10263c"
    readonly property color muted: isContrast ? "#000000" : "#3d4f61"
    readonly property color line: isContrast ? "#000000" : "#b9c7d4"
    // The empty ring: seen on white, and beside what fills it (WCAG 2.2, 1.4.11: 3:1).
    readonly property color track: isContrast ? "#8c8c8c" : line
    readonly property color tint: isContrast ? "#fff3a3" : "#e4eef8"
    readonly property color band: isContrast ? "#000000" : kiosk.look.colour || "#10263c"
    readonly property color blue: isContrast ? "#00224a" : kiosk.look.colour || "#0a4a8a"
    readonly property color blueDown: isContrast ? "#000000" : kiosk.look.pressed || "#07335f"
    readonly property string logo: isContrast ? "" : kiosk.look.logo
    readonly property color green: isContrast ? "#002e22" : "#0b5a48"
    readonly property color greenDown: isContrast ? "#000000" : "#073f33"
    readonly property color warm: isContrast ? "#ffffff" : "#fff1d6"
    readonly property color warmDown: isContrast ? "#fff3a3" : "#ffe0a3"
    readonly property color warmLine: isContrast ? "#000000" : "#b36b00"
    // Seen on light and on dark controls.
    readonly property color focus: "#e08a00"

    // Text is at least 24 px at 96 dpi; on small, dense panels it gives way to whole words, not below 24 px.
    readonly property real least: Math.max(24, Math.min(24 / 96 * 25.4 * mm, 3.4 * unit))
    // On a panel whose text is large for its size already there is no room for a larger step.
    readonly property bool canGrow: least < 2.6 * unit
    readonly property bool canSink: height > reach
    readonly property real step: isLarge && canGrow ? (isPortrait ? 1.15 : 1.08) : 1
    readonly property real smallest: step * least
    readonly property real small: Math.max(smallest, step * 2.7 * unit)
    readonly property real body: Math.max(1.08 * smallest, step * 3.1 * unit)
    readonly property real label: Math.max(1.14 * smallest, step * 3.7 * unit)
    readonly property real title: Math.max(1.3 * smallest, step * 5.2 * unit)
    readonly property real huge: (isPortrait ? 21 : isDense ? 13 : 17) * unit

    // EN 301 549 and our own rule: a target is at least 20 mm high and wide.
    readonly property real target: Math.ceil(Math.max(20 * mm, 9.5 * unit))
    readonly property real bigTarget: Math.ceil(Math.max(target, (isPortrait ? 15.2 : 11.9) * unit))
    // A small panel, on which 20 mm are a large share of the height.
    readonly property bool isDense: target > 13 * unit
    // A panel whose text is large for its height: less is shown at once.
    readonly property bool isTight: isDense || (!isPortrait && smallest > 3 * unit)
    readonly property real margin: Math.round(3.6 * unit)
    readonly property real gap: Math.round(2.2 * unit)
    readonly property real radius: 2 * unit
    readonly property string family: "Noto Sans"

    function icon(folder, name) {
        return name === "" ? "" : Qt.resolvedUrl("../icons/" + folder + "/" + name + ".svg")
    }
}
