// The office's name, and whether the camera is on: on every screen.
import QtQuick
import QtQuick.Layouts
import "."

Rectangle {
    color: Theme.ink
    implicitHeight: Math.max(7.5 * Theme.unit, row.implicitHeight + 1.6 * Theme.gap)

    RowLayout {
        id: row
        anchors.verticalCenter: parent.verticalCenter
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        spacing: Theme.gap

        Words {
            objectName: "office"
            Layout.fillWidth: true
            text: Theme.isTight && kiosk.shown.screen === "start" && kiosk.shown.news !== "" ? kiosk.shown.news : kiosk.shown.office
            color: "white"
            font.pixelSize: Theme.small
            font.bold: true
        }
        Rectangle {
            objectName: "camera-indicator"
            Layout.preferredWidth: status.implicitWidth + 1.4 * Theme.gap
            Layout.preferredHeight: status.implicitHeight + 0.7 * Theme.gap
            radius: height / 2
            color: kiosk.shown.cameraIsOn ? "#ffe3e0" : Theme.card
            border.width: kiosk.shown.cameraIsOn ? 0.5 * Theme.unit : 0
            border.color: "#d5342b"

            RowLayout {
                id: status
                anchors.centerIn: parent
                spacing: 0.5 * Theme.gap

                Picture {
                    name: kiosk.shown.cameraIsOn ? "camera-on" : "camera-off"
                    size: 1.3 * Theme.small
                }
                Words {
                    text: kiosk.shown.cameraText
                    font.pixelSize: Theme.smallest
                    font.bold: kiosk.shown.cameraIsOn
                    wrapMode: Text.NoWrap
                }
            }
        }
    }
}
