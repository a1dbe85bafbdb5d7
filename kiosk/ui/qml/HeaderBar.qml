// The office's logo and name, and whether the camera is on: on every screen.
import QtQuick
import QtQuick.Layouts
import "."

Rectangle {
    color: Theme.band
    implicitHeight: Math.max(7.5 * Theme.unit, row.implicitHeight + 1.6 * Theme.gap)

    RowLayout {
        id: row
        anchors.verticalCenter: parent.verticalCenter
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        spacing: Theme.gap

        // On white, as most logos are made for it.
        Rectangle {
            objectName: "logo"
            visible: logo.status === Image.Ready
            Layout.preferredHeight: 6.2 * Theme.unit
            Layout.preferredWidth: logo.width + 0.8 * Theme.unit
            radius: 0.4 * Theme.radius
            color: "white"

            Image {
                id: logo
                anchors.centerIn: parent
                height: parent.height - 0.8 * Theme.unit
                width: Math.min(implicitWidth, 3 * height)
                source: Theme.logo
                sourceSize.height: height
                fillMode: Image.PreserveAspectFit
            }
        }
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
