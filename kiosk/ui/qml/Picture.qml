// One of the kiosk's own drawings, sharp at any size.
import QtQuick
import "."

Image {
    property string folder: "picture"
    property string name: ""
    property real size: 8 * Theme.unit

    width: size
    height: size
    source: Theme.icon(folder, name)
    sourceSize: Qt.size(size, size)
}
