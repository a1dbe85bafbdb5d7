// A text in the kiosk's face. Noto Sans spaces lines by 1.36 of its size: stacked Vietnamese
// marks such as those of "Ễ" stay whole.
import QtQuick
import "."

Text {
    // Signs such as ✗ and → come from another font, whose lines may be higher; where room is scarce they must not push lines apart.
    property bool hasSigns: false

    color: Theme.ink
    font.family: Theme.family
    font.pixelSize: Theme.body
    // Noto Sans: 1.069 above the baseline, 0.293 below.
    lineHeightMode: hasSigns ? Text.FixedHeight : Text.ProportionalHeight
    lineHeight: hasSigns ? Math.ceil(1.069 * font.pixelSize) + Math.ceil(0.293 * font.pixelSize) : 1
    wrapMode: Text.WordWrap
    textFormat: Text.PlainText
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
