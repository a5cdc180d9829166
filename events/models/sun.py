"""When the sun sets, for the limits that begin with it.

The equations of NOAA's Solar Calculator (after Meeus, Astronomical Algorithms),
without its refinement by iteration: within two minutes between the polar circles.
"""

import datetime as dt
from math import acos, asin, cos, degrees, radians, sin, tan

# The sun's upper edge at the horizon, with the usual refraction of the air.
ZENITH = 90.833
J2000 = dt.datetime(2000, 1, 1, 12, tzinfo=dt.UTC)


def sunset(date: dt.date, latitude: float, longitude: float) -> dt.datetime | None:
    """The UTC moment of sunset on the local ``date``; degrees, north and east positive.

    None where the sun does not set on that day.
    """
    midnight = dt.datetime.combine(date, dt.time.min, dt.UTC)
    # Taken at about the time of sunset there, so that one pass is near enough.
    about = midnight + dt.timedelta(minutes=1080 - 4 * longitude)
    equation, declination = _sun(about)
    cosine = cos(radians(ZENITH)) / (cos(radians(latitude)) * cos(declination))
    cosine -= tan(radians(latitude)) * tan(declination)
    if not -1 <= cosine <= 1:
        return None
    noon = 720 - 4 * longitude - equation
    return midnight + dt.timedelta(minutes=noon + 4 * degrees(acos(cosine)))


def _sun(moment: dt.datetime) -> tuple[float, float]:
    """The equation of time in minutes, and the sun's declination in radians."""
    century = (moment - J2000) / dt.timedelta(days=36525)
    mean = radians(280.46646 + century * (36000.76983 + century * 0.0003032))
    anomaly = radians(357.52911 + century * (35999.05029 - 0.0001537 * century))
    eccentricity = 0.016708634 - century * 0.000042037
    center = (
        sin(anomaly) * (1.914602 - century * 0.004817)
        + sin(2 * anomaly) * (0.019993 - 0.000101 * century)
        + sin(3 * anomaly) * 0.000289
    )
    node = radians(125.04 - 1934.136 * century)
    longitude = mean + radians(center - 0.00569 - 0.00478 * sin(node))
    tilt = radians(23.439291 - 0.0130042 * century + 0.00256 * cos(node))
    y = tan(tilt / 2) ** 2
    equation = (
        y * sin(2 * mean)
        - 2 * eccentricity * sin(anomaly)
        + 4 * eccentricity * y * sin(anomaly) * cos(2 * mean)
        - 0.5 * y * y * sin(4 * mean)
        - 1.25 * eccentricity**2 * sin(2 * anomaly)
    )
    return 4 * degrees(equation), asin(sin(tilt) * sin(longitude))
