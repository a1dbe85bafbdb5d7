// What is particular about the office now; gone on a usual day.
import QtQuick
import "."

Rectangle {
    readonly property string text: kiosk.shown.news
    readonly property bool hasNews: text !== ""

    objectName: "news"
    implicitWidth: words.implicitWidth + 2 * Theme.gap
    implicitHeight: words.implicitHeight + Theme.gap
    radius: Theme.radius
    color: Theme.warm
    border.width: Math.max(2, 0.25 * Theme.unit)
    border.color: Theme.warmLine

    Words {
        id: words
        anchors.centerIn: parent
        width: Math.min(implicitWidth, parent.width - 2 * Theme.gap)
        text: parent.text
        font.pixelSize: Theme.small
    }
}
