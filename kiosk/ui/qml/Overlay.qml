// A card over a dimmed screen, which takes no touches meanwhile.
import QtQuick
import QtQuick.Layouts
import "."

Rectangle {
    id: overlay

    property string picture: ""
    property string title: ""
    property string text: ""
    property var buttons: []
    // Label of a button that only puts the card away; none without it.
    property string closer: ""

    // Many choices stand in three columns where the glass is wide.
    readonly property bool isWide: !Theme.isPortrait && buttons.length > 4

    signal closed

    color: "#b0061523"

    // Touches beside the card must not reach what lies below it.
    MouseArea {
        anchors.fill: parent
    }
    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        y: Theme.top + (parent.height - Theme.top - height) / 2
        width: Math.min(Theme.span - 2 * Theme.margin, (overlay.isWide ? 140 : 90) * Theme.unit)
        height: column.implicitHeight + 3 * Theme.margin
        radius: 1.5 * Theme.radius
        color: Theme.card

        ColumnLayout {
            id: column
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            anchors.margins: 1.2 * Theme.margin
            spacing: Theme.gap

            Picture {
                Layout.alignment: Qt.AlignHCenter
                visible: Theme.isPortrait || overlay.buttons.length <= 2
                name: overlay.picture
                size: 16 * Theme.unit
            }
            Words {
                Layout.fillWidth: true
                text: overlay.title
                font.pixelSize: Theme.title
                font.bold: true
                horizontalAlignment: Text.AlignHCenter
            }
            Words {
                Layout.fillWidth: true
                text: overlay.text
                horizontalAlignment: Text.AlignHCenter
            }
            EqualButtons {
                Layout.fillWidth: true
                Layout.fillHeight: false
                Layout.topMargin: Theme.gap
                columns: overlay.isWide ? 3 : overlay.buttons.length > 2 ? 2 : 1
                buttons: overlay.buttons
            }
            BigButton {
                Layout.fillWidth: true
                visible: overlay.closer !== ""
                isIntention: false
                name: "overlay-close"
                picture: "help-close"
                label: overlay.closer
                tone: "quiet"
                onTapped: overlay.closed()
            }
        }
    }
}
