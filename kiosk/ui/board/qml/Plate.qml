// A drawing on white, as it stands on the citizen's slip.
import QtQuick
import "."

Rectangle {
    property string folder: "ticket"
    property string name: ""

    color: "white"
    radius: 0.6 * Sizes.radius

    Image {
        anchors.fill: parent
        anchors.margins: 0.08 * parent.width
        source: Sizes.picture(parent.folder, parent.name)
        sourceSize: Qt.size(width, height)
    }
}
