// Where the window's one live picture goes while a screen shows it, and what it shows there.
import QtQuick

Item {
    objectName: "viewfinder"

    property string title
    property bool isSquare: false
    property real progress: 0
    property real centreX: 0.5
    property real centreY: 0.5
    property real share: 1
}
