# 72 A question back answers nothing and is no part of the trouble; the question stands, and a person is offered.
# rules: CMP-2
C> 空调不制冷怎么办
B> 影响行车安全吗
S> conversation == 'complaint' and step == 'safety'
C> 会不会危险啊
B> 有人管
B> 影响行车安全吗
S> state.safety == 'empty' and shown.phenomenon == '空调不制冷怎么办'
C> 这跟安全有啥关系
B> 有人管
S> state.safety == 'empty' and shown.phenomenon == '空调不制冷怎么办'
C> 不会
C> 你们一般多久能修好？
B> 要请同事答复您
B> 是什么时候发生的
S> state.expectation == 'empty' and state.when == 'empty'
C> 上周五
C> 你吃饭了吗
B> 在哪里发生的
S> state.where == 'empty' and step == 'where'
C> 小区
C> 跳过
C> 跳过
C> 跳过
C> 还能怎么办
B> 您希望怎么处理
S> state.expectation == 'empty'
C> 能不能快点处理？
S> shown.expectation == '能不能快点处理？' and step == 'evidence'
C> 那你们怎么处理
B> 要请同事答复您
B> 没有就回复“没有”
S> shown.phenomenon == '空调不制冷怎么办'
C> 维修
B> 维修
S> shown.expectation == '维修' and shown.phenomenon == '空调不制冷怎么办'
