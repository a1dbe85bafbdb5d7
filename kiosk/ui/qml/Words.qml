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
    lineHeightMode: hasSigns ? Text.FixedHeight : Text.ProportionalHeight
    lineHeight: hasSigns ? Math.round(1.362 * font.pixelSize) : 1
    wrapMode: Text.WordWrap
    textFormat: Text.PlainText
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
