// A QR code, as large as whole pixels allow, in the middle of its place; empty draws nothing.
import QtQuick

Item {
    id: place

    property string text: ""

    Image {
        // A module is a pixel of the picture.
        readonly property int modules: implicitWidth

        source: place.text === "" ? "" : "image://qr/" + encodeURIComponent(place.text)
        cache: false
        smooth: false
        width: modules > 0 ? modules * Math.max(1, Math.floor(Math.min(place.width, place.height) / modules)) : 0
        height: width
        x: Math.floor((place.width - width) / 2)
        y: Math.floor((place.height - height) / 2)
    }
}
