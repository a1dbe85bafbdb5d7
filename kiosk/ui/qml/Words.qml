// A text in the kiosk's face. Noto Sans spaces lines by 1.36 of its size: stacked Vietnamese
// marks such as those of "Ễ" stay whole.
import QtQuick
import "."

Text {
    color: Theme.ink
    font.family: Theme.family
    font.pixelSize: Theme.body
    wrapMode: Text.WordWrap
    textFormat: Text.PlainText
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
