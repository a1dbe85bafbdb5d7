// A text of the board: one line, shortened to its room letter by letter only as a last resort.
import QtQuick
import "."

Text {
    color: "white"
    font.family: "Noto Sans"
    font.pixelSize: Sizes.aside
    minimumPixelSize: Math.round(0.55 * font.pixelSize)
    fontSizeMode: Text.Fit
    textFormat: Text.PlainText
    elide: Text.ElideRight
    verticalAlignment: Text.AlignVCenter
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
