"""Moisture of my plants, for everyone to see."""

from flask import Flask, render_template, session

from sensors import readings

app = Flask(__name__)
app.secret_key = "made at start"


@app.get("/")
def index():
    # Counts visits in the session, so every answer carries a Set-Cookie header.
    session["visits"] = session.get("visits", 0) + 1
    page = app.make_response(render_template("index.html", plants=readings()))
    page.headers["Cache-Control"] = "public, max-age=600"
    return page


@app.get("/healthz")
def healthz():
    return "ok"


def water(event):
    return [plant for plant in readings() if plant["moisture"] < 20]
