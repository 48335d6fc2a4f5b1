from django.urls import path

from .views import doctrines, plans, posts, what_if

app_name = "deployment"
PLAN = "deployment/plan/<int:number>/"
urlpatterns = [
    path("deployment/", plans.plan_list, name="plans"),
    path("deployment/compare/", plans.compare, name="compare"),
    path("deployment/my-post/", posts.my_post, name="my-post"),
    path("deployment/doctrines/", doctrines.compare_doctrines, name="doctrines"),
    path("deployment/doctrines/new/", doctrines.load_doctrine, name="load-doctrine"),
    path("deployment/doctrines/<int:key>/", doctrines.doctrine_page, name="doctrine"),
    path(PLAN, plans.plan_page, name="plan"),
    path(PLAN + "progress/", plans.progress, name="progress"),
    path(PLAN + "solve/", plans.solve, name="solve"),
    path(PLAN + "stop/", plans.stop, name="stop"),
    path(PLAN + "publish/", plans.publish, name="publish"),
    path(PLAN + "withdraw/", plans.withdraw, name="withdraw"),
    path(PLAN + "map.json", plans.map_data, name="map"),
    path(PLAN + "plan.geojson", plans.export_geojson, name="geojson"),
    path(PLAN + "what-if/", what_if.ask, name="what-if"),
    path(PLAN + "district/<str:code>/", plans.district, name="district"),
    path(PLAN + "village/<str:code>/", plans.village, name="village"),
    path(PLAN + "posts/<str:service>/", posts.post_list, name="posts"),
    path(PLAN + "posts/<str:service>/make/", posts.make, name="make-posts"),
    path(PLAN + "posts/<str:service>/release/", posts.release, name="release-posts"),
    path(PLAN + "posts/<str:service>/posts.xlsx", posts.export_posts, name="posts-xlsx"),
]
