"""The convention itself: what is filled on site, and how it joins the published figures."""
